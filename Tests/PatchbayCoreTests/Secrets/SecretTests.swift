import Foundation
import PatchbayCore
import Testing

@Suite struct SecretTests {
    private let secret = Secret("hunter2")

    @Test func `a secret shows in no way of printing`() {
        expectHidden("hunter2", in: secret)
        expectHidden("hunter2", in: Optional(secret))
        expectHidden("hunter2", in: [secret])
        expectHidden("hunter2", in: ["key": secret])
        expectHidden("hunter2", in: (name: "x", secret: secret))
        expectHidden("hunter2", in: AccessToken(secret, lifetime: .seconds(60)))
        expectHidden("hunter2", in: Result<Secret, any Error>.success(secret))
        expectHidden("hunter2", in: FixedCredential(secret))
        #expect("\(secret)" == "‹secret›")
    }

    @Test func `print writes the placeholder`() {
        var output = ""
        print(secret, secret, to: &output)
        #expect(output == "‹secret› ‹secret›\n")
    }

    @Test func `a mirror of a secret has no children and leads nowhere`() {
        let mirror = Mirror(reflecting: secret)
        #expect(mirror.children.isEmpty)
        #expect(mirror.superclassMirror == nil)
        #expect(mirror.descendant("value") == nil)
    }

    @Test func `a secret cannot be encoded`() {
        let value: Any = secret
        #expect(value as? any Encodable == nil)
        let token: Any = AccessToken(secret, lifetime: .seconds(60))
        #expect(token as? any Encodable == nil)
    }

    @Test func `the value is read in a closure, and what the closure throws comes out`() throws {
        #expect(secret.reveal { $0.count } == 7)
        #expect(throws: ConfigurationError.self) {
            try secret.reveal { (_: String) throws(ConfigurationError) in throw ConfigurationError("x", remedy: "y") }
        }
    }

    @Test func `secrets compare by value`() {
        #expect(secret == Secret("hunter2"))
        #expect(secret != Secret("hunter3"))
        #expect(Secret("").isEmpty)
        #expect(!secret.isEmpty)
    }
}
