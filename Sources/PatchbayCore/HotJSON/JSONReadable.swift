package import Foundation

/// A value that a ``JSONReader`` can read: the types of the bodies that come by the million.
///
/// Each is `Decodable` too, and both ways give the same value: what the reader refuses is read, or refused with a full explanation, by the
/// ordinary decoder. So an implementation refuses whatever it is not sure of.
@usableFromInline
package protocol JSONReadable: Decodable {
    /// Reads one value.
    init(json: inout JSONReader) throws(JSONFault)
    /// Reads an array of them, which may be most of the document. A requirement only so that the loop is compiled for each type.
    static func list(json: inout JSONReader, isMost: Bool) throws(JSONFault) -> [Self]
}

extension JSONReadable {
    /// Reads an array of them, which may be most of the document.
    @inlinable
    package static func list(json: inout JSONReader, isMost: Bool) throws(JSONFault) -> [Self] {
        try json.list(isMost: isMost) { json throws(JSONFault) in try Self(json: &json) }
    }

    /// Reads an array of a few of them.
    @inlinable
    package static func list(json: inout JSONReader) throws(JSONFault) -> [Self] {
        try list(json: &json, isMost: false)
    }

    /// Reads a document.
    ///
    /// - Returns: the value; `nil` for a document that the ordinary decoder should be asked about.
    package static func quickly(from data: Data) -> Self? {
        // Which fault it was does not matter here: the ordinary decoder will tell.
        try? JSONReader.read(data) { json throws(JSONFault) in try Self(json: &json) }
    }
}

extension LenientID: JSONReadable {
    /// Reads a string or an integer.
    @usableFromInline
    package init(json: inout JSONReader) throws(JSONFault) {
        if json.kind() == JSONReader.quote {
            self.init(try json.string())
        } else {
            self.init(String(try json.integer()))
        }
    }
}
