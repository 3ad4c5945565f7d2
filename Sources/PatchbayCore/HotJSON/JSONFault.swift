/// Why a document was not read, and where. Trivial on purpose: throwing one allocates nothing.
@usableFromInline
package struct JSONFault: Error, Hashable, Sendable {
    /// What was wrong.
    @usableFromInline
    package enum Reason: UInt8, Hashable, Sendable {
        /// The document ends too early.
        case ends
        /// Something else than JSON allows, or than the type wants, stands here.
        case unexpected
        /// Something follows the document.
        case trailing
        /// A control character stands in a string, an escape is none, or half of a surrogate pair is missing.
        case badString
        /// The bytes are not UTF-8.
        case badUTF8
        /// A number is not written as JSON wants, or is not a whole one, or is out of range.
        case badNumber
        /// A member that the type needs is missing.
        case missing
        /// A member that the type knows comes twice.
        case repeated
        /// Too deeply nested.
        case depth
        /// Too many bytes.
        case size
    }

    /// What was wrong.
    package let reason: Reason
    /// The byte at which it was noticed.
    package let offset: Int

    /// Makes a fault.
    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
