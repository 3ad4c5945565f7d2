import Foundation
import PatchbayCore
import Testing

@Suite struct ProofKeyTests {
    @Test func `a verifier has the challenge of RFC 7636, appendix B`() {
        let key = ProofKey(verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        #expect(key.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test func `a fresh verifier is 64 characters of the unreserved set, and every one is another`() {
        let random: (Int) -> [UInt8] = { (0..<$0).map { _ in UInt8.random(in: 0...255) } }
        let first = ProofKey(random: random)
        first.verifier.reveal { text in
            #expect(text.count == 64)
            #expect(text.utf8.contains(UInt8(ascii: "=")) == false)
            #expect(
                text.unicodeScalars.allSatisfy {
                    CharacterSet.alphanumerics.contains($0) || "-_".unicodeScalars.contains($0)
                })
        }
        #expect(first.verifier != ProofKey(random: random).verifier)
    }

    /// NIST's examples, and lengths around the edge where the padding needs a block of its own.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (
            String(repeating: "a", count: 1000),
            "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
        ),
        (
            String(repeating: "a", count: 55),
            "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"
        ),
        (
            String(repeating: "a", count: 64),
            "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"
        ),
    ])
    func `the digest is SHA-256`(text: String, hex: String) {
        let digest = SHA256Digest.of(text.utf8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(digest == hex)
    }

    @Test func `base64 for addresses is read with padding and without, and in both alphabets`() {
        let bytes = Data([0xFB, 0xFF, 0xFE, 0x00])
        #expect(Base64URL.encode(bytes) == "-__-AA")
        for text in ["-__-AA", "-__-AA==", "+//+AA", "+//+AA=="] { #expect(Base64URL.decode(text) == bytes) }
        #expect(Base64URL.decode("no base64!") == nil)
    }

    @Test func `secrets are compared whole`() {
        #expect(ConstantTime.equal("abc", "abc"))
        #expect(ConstantTime.equal("", ""))
        for (left, right) in [("abc", "abd"), ("abc", "ab"), ("ab", "abc"), ("", "a"), ("abab", "ab")] {
            #expect(!ConstantTime.equal(left, right))
        }
    }
}
