/// The proof that whoever redeems an authorization code is whoever asked for it: a random verifier that stays here, and its digest,
/// the challenge, which goes out first. Only the method `S256` is offered; `plain` proves nothing to an observer.
///
/// Source: RFC 7636, sections 4.1 and 4.2.
package struct ProofKey: Sendable {
    /// Goes out with the code.
    package let verifier: Secret
    /// Goes out with the sign-in page.
    package let challenge: String

    /// Makes a key from 48 random bytes, which is 64 characters.
    package init(random: (Int) -> [UInt8]) { self.init(verifier: Base64URL.encode(random(48))) }

    /// Makes a key of a known verifier.
    package init(verifier: String) {
        self.verifier = Secret(verifier)
        challenge = Base64URL.encode(SHA256Digest.of(verifier.utf8))
    }
}

/// Compares secrets in a time that does not tell how much of them was right.
package enum ConstantTime {
    /// Whether two texts are the same.
    package static func equal(_ left: String, _ right: String) -> Bool {
        let (a, b) = (Array(left.utf8), Array(right.utf8))
        var difference = a.count ^ b.count
        for index in 0..<max(a.count, b.count) {
            let x = a.isEmpty ? 0 : a[index % a.count]
            let y = b.isEmpty ? 1 : b[index % b.count]
            difference |= Int(x ^ y)
        }
        return difference == 0
    }
}
