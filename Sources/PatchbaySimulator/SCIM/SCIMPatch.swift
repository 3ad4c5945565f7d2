import PatchbayCore

/// PATCH on a resource as JSON. Source: RFC 7644, section 3.5.2.
struct SCIMPatch {
    enum Verb: String {
        case add, replace, remove
    }

    let kind: SCIMKind
    /// Whether a path that is not understood is passed over, and a missing element is made, as Genesys Cloud does for Entra.
    let isLenient: Bool

    func apply(_ operations: [JSONValue], to resource: JSONValue) throws(Problem) -> JSONValue {
        var resource = resource
        for operation in operations {
            // Entra sends its verbs with a capital; the reference has them in lower case.
            guard let verb = (operation.member("op")?.string?.lowercased()).flatMap(Verb.init) else {
                throw Problem(400, "invalidSyntax", "The operation is unknown.", inner: "invalidSyntax")
            }
            let value = operation.member("value")
            if let text = operation.member("path")?.string, !text.isEmpty {
                guard let path = SCIMPath(text, kind: kind) else {
                    if isLenient { continue }
                    throw Problem(400, "invalidPath", "The path cannot be read.", inner: "invalidPath")
                }
                resource = try apply(verb, path, value, to: resource)
            } else {
                guard verb != .remove else {
                    throw Problem(400, "noTarget", "A path is mandatory here.", inner: "noTarget")
                }
                guard case .object(let members)? = value else {
                    throw Problem(400, "invalidValue", "Without a path the value is an object.", inner: "invalidValue")
                }
                for member in members where member.name.lowercased() != "schemas" {
                    guard let path = SCIMPath(member.name, kind: kind) else {
                        if isLenient { continue }
                        throw Problem(400, "invalidPath", "\(member.name) is unknown.", inner: "invalidPath")
                    }
                    resource = try apply(verb, path, member.value, to: resource)
                }
            }
        }
        return resource
    }

    private func apply(
        _ verb: Verb, _ path: SCIMPath, _ value: JSONValue?, to resource: JSONValue
    ) throws(Problem) -> JSONValue {
        if verb != .remove, value == nil {
            throw Problem(400, "invalidValue", "A value is missing.", inner: "invalidValue")
        }
        if let urn = path.schema {
            let inner = resource.member(urn) ?? .object([])
            guard path.attribute != nil else {
                // The URN alone: everything below it.
                guard verb != .remove else { return resource.setting(urn, nil) }
                guard case .object(let members)? = value else {
                    throw Problem(400, "invalidValue", "An extension is an object.", inner: "invalidValue")
                }
                var changed = verb == .replace ? JSONValue.object([]) : inner
                for member in members { changed = changed.setting(member.name, member.value) }
                return resource.setting(urn, changed)
            }
            return resource.setting(urn, try change(verb, path, value, in: inner))
        }
        return try change(verb, path, value, in: resource)
    }

    private func change(
        _ verb: Verb, _ path: SCIMPath, _ value: JSONValue?, in object: JSONValue
    ) throws(Problem) -> JSONValue {
        guard let name = path.attribute else { return object }
        var whole = path
        whole.part = nil
        guard let definition = kind.definition(whole) else {
            if isLenient { return object }
            throw Problem(400, "invalidPath", "\(name) is unknown.", inner: "invalidPath")
        }
        if definition.mutability == .readOnly {
            throw Problem(400, "mutability", "\(definition.name) is read-only.", inner: "mutability")
        }
        if verb == .remove, definition.isRequired, path.filter == nil, path.part == nil {
            throw Problem(400, "invalidValue", "\(definition.name) is required.", inner: "invalidValue")
        }
        let now = object.member(definition.name)
        if definition.isMany {
            return object.setting(definition.name, try list(verb, path, value, now?.array ?? [], definition))
        }
        if let part = path.part {
            let inner = now ?? .object([])
            return object.setting(definition.name, inner.setting(part, verb == .remove ? nil : value))
        }
        guard verb != .remove else { return object.setting(definition.name, nil) }
        if verb == .add, definition.kind == .complex, let now, case .object(let members)? = value {
            return object.setting(definition.name, members.reduce(now) { $0.setting($1.name, $1.value) })
        }
        return object.setting(definition.name, value)
    }

    private func list(
        _ verb: Verb, _ path: SCIMPath, _ value: JSONValue?, _ now: [JSONValue], _ definition: SCIMAttribute
    ) throws(Problem) -> JSONValue {
        guard path.filter != nil || path.part != nil else {
            guard verb != .remove, let value else { return .null }
            let new = value.array ?? [value]
            let kept = verb == .replace ? [] : now.filter { !new.contains($0) }
            return .array(Self.onePrimary(kept + new, new: new))
        }
        let fitting = now.indices.filter { path.filter?.matches(now[$0], nil) ?? true }
        if verb == .remove {
            guard let part = path.part else {
                return .array(now.indices.filter { !fitting.contains($0) }.map { now[$0] })
            }
            return .array(now.indices.map { fitting.contains($0) ? now[$0].setting(part, nil) : now[$0] })
        }
        guard !fitting.isEmpty else {
            guard verb == .add || isLenient else {
                throw Problem(400, "noTarget", "No element fits the path.", inner: "noTarget")
            }
            let made = Self.filled(path.filter?.equalities ?? .object([]), path.part, value)
            return .array(now + [made])
        }
        return .array(now.indices.map { fitting.contains($0) ? Self.filled(now[$0], path.part, value) : now[$0] })
    }

    private static func filled(_ element: JSONValue, _ part: String?, _ value: JSONValue?) -> JSONValue {
        if let part { return element.setting(part, value) }
        guard case .object(let members)? = value else { return element.setting("value", value) }
        return members.reduce(element) { $0.setting($1.name, $1.value) }
    }

    /// A new primary element takes the place of the one before.
    private static func onePrimary(_ elements: [JSONValue], new: [JSONValue]) -> [JSONValue] {
        guard new.contains(where: { $0.member("primary") == .bool(true) }) else { return elements }
        return elements.map { element in
            element.member("primary") == .bool(true) && !new.contains(element)
                ? element.setting("primary", .bool(false)) : element
        }
    }
}

extension SCIMFilterNode {
    /// What an element must hold to fit, where that is plain: what a missing element is made of.
    var equalities: JSONValue {
        switch self {
        case .compare(let name, .eq, let value): JSONValue.object([]).setting(name, value)
        case .and(let left, let right):
            right.equalities.memberNames.reduce(left.equalities) { $0.setting($1, right.equalities.member($1)) }
        default: .object([])
        }
    }
}
