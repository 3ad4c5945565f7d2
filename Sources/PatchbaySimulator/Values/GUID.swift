/// A GUID as two machine words, written in lower case as the services do. Half the size of a string, and made from a seed, so
/// that the same population has the same ids in every run.
struct GUID: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The id of the thing of a kind at a position, for a seed. Shaped like a version 4 GUID.
    init(seed: UInt64, kind: Kind, index: Int) {
        let base = SplitMix64.mix(seed ^ (UInt64(kind.rawValue) << 56) ^ UInt64(index))
        high = SplitMix64.mix(base ^ UInt64(index)) & ~0xF000 | 0x4000
        low = SplitMix64.mix(base &+ 0x9E37_79B9_7F4A_7C15) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    }

    /// What an id belongs to; keeps the ids of different kinds apart.
    enum Kind: UInt8 {
        case tenant, user, group, sku, plan, app, servicePrincipal, catalogApp, device, request, assignment, mailbox,
            key, genesysUser, genesysClient, administrator, subscription, handshake, notification, connection
    }

    init?(_ text: String) {
        guard text.utf8.count == 36 else { return nil }
        let bytes = Array(text.utf8)
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        var position = 0
        while position < 36 {
            let byte = bytes[position]
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                let value: UInt8
                switch byte {
                case 0x30...0x39: value = byte - 0x30
                case 0x61...0x66: value = byte - 0x61 + 10
                case 0x41...0x46: value = byte - 0x41 + 10
                default: return nil
                }
                if digits < 16 {
                    words.0 = words.0 << 4 | UInt64(value)
                } else {
                    words.1 = words.1 << 4 | UInt64(value)
                }
                digits += 1
            }
            position += 1
        }
        (high, low) = words
    }
}

extension GUID: CustomStringConvertible {
    /// The usual form with dashes.
    var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(36)
        for digit in 0..<32 {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 { bytes.append(UInt8(ascii: "-")) }
            let word = digit < 16 ? high : low
            let value = UInt8(truncatingIfNeeded: word >> UInt64((15 - digit % 16) * 4)) & 15
            bytes.append(value < 10 ? 0x30 + value : 0x57 + value)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
