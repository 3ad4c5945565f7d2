import Foundation
import PatchbayCore

extension GraphPage: JSONReadable where Element: JSONReadable {
    /// Reads a page.
    @usableFromInline
    init(json: inout JSONReader) throws(JSONFault) {
        var value: [Element]?
        var nextLink: URL?
        var deltaLink: URL?
        try json.object(GraphPageKeys.fields) { key, json throws(JSONFault) in
            switch key {
            case .value: value = try Element.list(json: &json)
            case .nextLink: nextLink = try Self.link(&json)
            case .deltaLink: deltaLink = try Self.link(&json)
            }
        }
        guard let value else { throw json.fault(.missing) }
        self.init(value: value, nextLink: nextLink, deltaLink: deltaLink)
    }

    private static func link(_ json: inout JSONReader) throws(JSONFault) -> URL? {
        guard let text = try json.optionalString(), !text.isEmpty else { return nil }
        guard let url = URL(string: text) else { throw json.fault(.unexpected) }
        return url
    }
}
