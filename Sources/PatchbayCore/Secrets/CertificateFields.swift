package import Foundation

/// Reads when a certificate's time is over and whose key it is for, and nothing else of it.
///
/// Source: RFC 5280, sections 4.1 and 4.1.2.5: after version, serial number, algorithm and issuer comes the validity, two times, then the
/// subject and the subject's public key.
package struct CertificateFields {
    /// When its time is over.
    package let notAfter: Date?
    /// The public key with its algorithm (`SubjectPublicKeyInfo`), as it stands there.
    package let publicKeyInfo: Data?

    /// Reads them; `nil` if this is no certificate.
    package init?(_ der: Data) {
        var reader = DER(bytes: Array(der)[...])
        guard let certificate = reader.next(), certificate.tag == 0x30 else { return nil }
        var outer = DER(bytes: certificate.content)
        guard let body = outer.next(), body.tag == 0x30 else { return nil }
        var inner = DER(bytes: body.content)
        guard let first = inner.next() else { return nil }
        // An explicit version comes first in every certificate of today, then the serial number.
        if first.tag == 0xA0 { guard inner.next() != nil else { return nil } }
        // Algorithm and issuer come before the validity.
        guard inner.next() != nil, inner.next() != nil, let validity = inner.next(), validity.tag == 0x30 else {
            return nil
        }
        var times = DER(bytes: validity.content)
        guard times.next() != nil, let end = times.next() else { return nil }
        notAfter = Self.date(String(decoding: end.content, as: UTF8.self), isShort: end.tag == 0x17)
        let key = inner.next() != nil ? inner.next() : nil
        publicKeyInfo = key.flatMap { $0.tag == 0x30 ? Data($0.whole) : nil }
    }

    /// `YYMMDDHHMMSSZ`, where years from 50 on are of the last century, or `YYYYMMDDHHMMSSZ`.
    private static func date(_ text: String, isShort: Bool) -> Date? {
        guard text.hasSuffix("Z"), text.dropLast().allSatisfy(\.isNumber), text.count == (isShort ? 13 : 15) else {
            return nil
        }
        let full = isShort ? (text < "50" ? "20" : "19") + text : text
        let digits = Array(full)
        func part(_ from: Int, _ length: Int) -> Int? { Int(String(digits[from..<from + length])) }
        var calendar = Calendar(identifier: .gregorian)
        guard let utc = TimeZone(secondsFromGMT: 0) else { return nil }
        calendar.timeZone = utc
        return calendar.date(
            from: DateComponents(
                year: part(0, 4), month: part(4, 2), day: part(6, 2), hour: part(8, 2), minute: part(10, 2),
                second: part(12, 2)))
    }

    /// Elements one after the other. Source: ITU-T X.690.
    private struct DER {
        var bytes: ArraySlice<UInt8>

        mutating func next() -> (tag: UInt8, content: ArraySlice<UInt8>, whole: ArraySlice<UInt8>)? {
            let start = bytes
            guard let tag = bytes.popFirst(), let first = bytes.popFirst() else { return nil }
            var length = Int(first)
            if first >= 0x80 {
                length = 0
                let count = Int(first & 0x7F)
                guard (1...4).contains(count) else { return nil }
                for _ in 0..<count {
                    guard let byte = bytes.popFirst() else { return nil }
                    length = length << 8 | Int(byte)
                }
            }
            guard length <= bytes.count else { return nil }
            defer { bytes = bytes.dropFirst(length) }
            return (tag, bytes.prefix(length), start.prefix(start.count - bytes.count + length))
        }
    }
}
