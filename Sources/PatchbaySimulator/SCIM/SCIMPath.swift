import PatchbayCore

/// A path as PATCH and filters have it: `urn:…:User:externalIds[authority eq "x"].value`. Source: RFC 7644, section 3.5.2 and 3.10.
struct SCIMPath: Sendable {
    /// The URN in front; `nil` for the core schema.
    var schema: String?
    /// The attribute; `nil` for a URN alone.
    var attribute: String?
    /// Which elements are meant; `nil` for all.
    var filter: SCIMFilterNode?
    /// A part of the attribute.
    var part: String?

    /// Reads a path; `nil` if it is none.
    init?(_ text: String, kind: SCIMKind) {
        var rest = Substring(text)
        // The longest first, or the core's URN would be found in an extension's.
        let urns = kind.schemas.map(\.id).sorted { $0.count > $1.count }
        if let urn = urns.first(where: { text.lowercased().hasPrefix($0.lowercased()) }) {
            rest = rest.dropFirst(urn.count)
            if !urn.equalsIgnoringASCIICase(kind.core.id) { schema = urn }
            if rest.isEmpty {
                guard schema != nil else { return nil }
                return
            }
            guard rest.first == ":" else { return nil }
            rest = rest.dropFirst()
        }
        let name = rest.prefix { $0.isLetter || $0.isNumber || "$_-".contains($0) }
        guard !name.isEmpty else { return nil }
        attribute = String(name)
        rest = rest.dropFirst(name.count)
        if rest.first == "[" {
            guard let close = rest.lastIndex(of: "]"),
                let filter = try? SCIMFilterParser.parse(String(rest[rest.index(after: rest.startIndex)..<close]))
            else { return nil }
            self.filter = filter
            rest = rest[rest.index(after: close)...]
        }
        if rest.first == "." {
            part = String(rest.dropFirst())
            guard part?.allSatisfy({ $0.isLetter || $0.isNumber || "$_-".contains($0) }) == true, part != "" else {
                return nil
            }
        } else if !rest.isEmpty {
            return nil
        }
    }
}

extension JSONValue {
    /// The member of an object, by a name in any case.
    func member(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.equalsIgnoringASCIICase(name) }?.value
    }

    /// The object with a member set; with null, an empty list or an empty object it is taken away, which is the same to SCIM.
    func setting(_ name: String, _ value: JSONValue?) -> JSONValue {
        guard case .object(var members) = self else { return self }
        let place = members.firstIndex { $0.name.equalsIgnoringASCIICase(name) }
        guard let value, value != .null, value != .array([]), value != .object([]) else {
            if let place { members.remove(at: place) }
            return .object(members)
        }
        if let place {
            members[place] = Member(name: members[place].name, value: value)
        } else {
            members.append(Member(name: name, value: value))
        }
        return .object(members)
    }

    /// The names of an object's members.
    var memberNames: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.name)
    }
}
