/// The forms in which Microsoft 365 writes down an address.
enum AddressForms {
    /// The mail address in an entry of `proxyAddresses`, or nil if the entry is of another kind.
    ///
    /// `SMTP:` marks the primary address, `smtp:` an alias; a space may follow. `X500:`, `SIP:` and the like are no mail
    /// addresses. Source: Microsoft Graph `user`, property `proxyAddresses`.
    static func mailAddress(inProxyAddress text: String) -> String? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return text }
        guard AddressKey.folded(String(text[..<colon])) == "smtp" else { return nil }
        return String(text[text.index(after: colon)...].drop { $0 == " " })
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
