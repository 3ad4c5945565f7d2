/// A short fingerprint of everything that a plan will do (FNV-1a, 64 bits, in hexadecimal). It guards against applying another plan
/// than the one approved, not against an attacker.
struct PlanDigest {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Takes in a text; two texts are never the same as one.
    mutating func mix(_ text: String) {
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ 0xFF) &* 0x100_0000_01b3
    }

    /// The fingerprint of what was taken in so far.
    var text: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
