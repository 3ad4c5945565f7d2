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
            case .value: value = try Element.list(json: &json, isMost: true)
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

extension GraphPageKeys {
    /// The link to the next page if it stands before the elements, where it costs nothing to look for it.
    ///
    /// - Returns: the link; `nil` if there is none in front, whether or not one follows.
    static func leadingNextLink(in body: Data) -> URL? {
        // The way out of the reader is an error: a link found is one too, since the document is not read to its end.
        var link: URL?
        _ = try? JSONReader.read(body) { json throws(JSONFault) in
            try json.object(fields) { key, json throws(JSONFault) in
                guard key != .value else { throw json.fault(.unexpected) }
                guard let text = try json.optionalString() else { return }
                if key == .nextLink { link = text.isEmpty ? nil : URL(string: text) }
            }
        }
        return link
    }
}
