/// The forms in which Microsoft 365 writes down an address.
enum AddressForms {
    /// Where the mail address begins in an entry of `proxyAddresses`, counted in bytes, or nil if the entry is of another kind.
    ///
    /// `SMTP:` marks the primary address, `smtp:` an alias; a space may follow. `X500:`, `SIP:` and the like are no mail
    /// addresses. Source: Microsoft Graph `user`, property `proxyAddresses`.
    @inline(__always)
    static func mailStart(inProxyAddress bytes: some Sequence<UInt8>) -> Int? {
        var scheme: UInt32 = 0
        var length = 0
        for byte in bytes {
            if byte == UInt8(ascii: "@") { return 0 }
            if byte == UInt8(ascii: ":") { return length == 4 && scheme == smtp ? 5 : nil }
            scheme = scheme << 8 | UInt32(byte | 0x20)
            length += 1
        }
        return 0
    }

    /// The letters of `smtp`, first letter highest.
    private static let smtp: UInt32 = 0x736D_7470

    /// The mail address in an entry of `proxyAddresses`, or nil if the entry is of another kind.
    static func mailAddress(inProxyAddress text: String) -> String? {
        guard let start = mailStart(inProxyAddress: text.utf8) else { return nil }
        return start == 0 ? text : String(text[text.utf8.index(text.startIndex, offsetBy: start)...].drop { $0 == " " })
    }

    /// The address that a guest's name stands for: `ann_fabrikam.com#EXT#@contoso.onmicrosoft.com` is `ann@fabrikam.com`.
    ///
    /// The last underscore stood for the `@`, since a domain has none. Source: Microsoft Entra, “How application provisioning
    /// works”, B2B users.
    static func guestAddress(inUserPrincipalName name: String) -> String? {
        let bytes = Array(name.utf8)
        guard let marker = guestMarker(in: bytes) else { return nil }
        let wrapped = bytes[..<marker]
        guard let underscore = wrapped.lastIndex(of: UInt8(ascii: "_")), underscore > wrapped.startIndex,
            underscore + 1 < wrapped.endIndex
        else { return nil }
        return String(decoding: wrapped[..<underscore], as: UTF8.self) + "@"
            + String(decoding: wrapped[(underscore + 1)...], as: UTF8.self)
    }

    /// Where `#EXT#` begins, in either case.
    private static func guestMarker(in bytes: [UInt8]) -> Int? {
        let marker = Array("#ext#".utf8)
        guard bytes.count > marker.count else { return nil }
        return (0...(bytes.count - marker.count)).last { start in
            marker.indices.allSatisfy { offset in
                let byte = bytes[start + offset]
                return (byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) == marker[offset]
            }
        }
    }
}
