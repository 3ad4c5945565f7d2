#if Crypto
    import Foundation

    /// Finds the public key in a certificate, and reads nothing else of it.
    ///
    /// Source: RFC 5280, section 4.1: version, serial number, algorithm, issuer, validity, subject, and then the key.
    enum CertificateKey {
        /// The key's whole element, as libraries take it.
        static func publicKey(in der: Data) -> Data? {
            var outer = Elements(bytes: Array(der)[...])
            guard let certificate = outer.next(), certificate.tag == 0x30 else { return nil }
            var inner = Elements(bytes: certificate.content)
            guard let body = inner.next(), body.tag == 0x30 else { return nil }
            var fields = Elements(bytes: body.content)
            // An explicit version comes first in every certificate of today.
            guard let first = fields.next() else { return nil }
            let before = first.tag == 0xA0 ? 5 : 4
            for _ in 0..<before where fields.next() == nil { return nil }
            guard let key = fields.next(), key.tag == 0x30 else { return nil }
            return Data(key.whole)
        }

        /// Elements one after the other. Source: ITU-T X.690.
        private struct Elements {
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
#endif
