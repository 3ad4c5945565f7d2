import Foundation
import PatchbayCore

/// Which attributes come: `attributes` and `excludedAttributes`. Source: RFC 7644, section 3.9.
struct SCIMSelection {
    private let wanted: Set<String>?
    private let unwanted: Set<String>

    init(wanted: String?, unwanted: String?) {
        func names(_ text: String) -> Set<String> {
            Set(text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).lowercased() })
        }
        self.wanted = wanted.flatMap { $0.isEmpty ? nil : names($0) }
        self.unwanted = unwanted.map(names) ?? []
    }

    init(_ call: Call) {
        self.init(wanted: call.option("attributes"), unwanted: call.option("excludedAttributes"))
    }

    /// Whether nothing was said.
    var isEmpty: Bool { wanted == nil && unwanted.isEmpty }

    func callAsFunction(_ resource: JSONValue, _ kind: SCIMKind) -> JSONValue {
        guard case .object(let members) = resource else { return resource }
        var chosen: [JSONValue.Member] = []
        for member in members {
            if ["schemas", "id", "meta"].contains(member.name) {
                chosen.append(member)
            } else if let schema = kind.extensions.first(where: { $0.id.equalsIgnoringASCIICase(member.name) }) {
                let inner = select(member.value, schema, prefix: schema.id.lowercased())
                if inner != .object([]) { chosen.append(.init(name: member.name, value: inner)) }
            } else if let value = value(member, kind.core, prefix: nil) {
                chosen.append(.init(name: member.name, value: value))
            }
        }
        return .object(chosen)
    }

    private func select(_ object: JSONValue, _ schema: SCIMSchema, prefix: String) -> JSONValue {
        guard case .object(let members) = object, !unwanted.contains(prefix) else { return .object([]) }
        return .object(
            members.compactMap { member in
                value(member, schema, prefix: prefix).map { .init(name: member.name, value: $0) }
            })
    }

    private func value(_ member: JSONValue.Member, _ schema: SCIMSchema, prefix: String?) -> JSONValue? {
        guard let definition = schema.attribute(member.name) else { return nil }
        let bare = member.name.lowercased()
        let names = prefix.map { ["\($0):\(bare)"] } ?? [bare, "\(schema.id.lowercased()):\(bare)"]
        switch definition.returned {
        case .never: return nil
        case .always: return member.value
        case .request, .unlessExcluded: break
        }
        guard let wanted else {
            return definition.returned == .request || names.contains(where: unwanted.contains) ? nil : member.value
        }
        if names.contains(where: wanted.contains) || prefix.map(wanted.contains) == true { return member.value }
        let parts = Set(
            names.flatMap { name in wanted.filter { $0.hasPrefix("\(name).") }.map { $0.dropFirst(name.count + 1) } })
        guard !parts.isEmpty else { return nil }
        func trimmed(_ value: JSONValue) -> JSONValue {
            guard case .object(let members) = value else { return value }
            return .object(members.filter { parts.contains(Substring($0.name.lowercased())) })
        }
        return member.value.array.map { .array($0.map(trimmed)) } ?? trimmed(member.value)
    }
}
