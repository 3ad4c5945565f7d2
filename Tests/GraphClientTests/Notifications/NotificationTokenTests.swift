import Foundation
import GraphClient
import PatchbayCore
import Testing

@Suite struct `Change notifications: validation tokens` {
    private typealias Fixtures = NotificationFixtures

    private func verdict(_ token: String, at date: Date = NotificationFixtures.date, cloud: Cloud = .global)
        -> NotificationTokenError?
    {
        do throws(NotificationTokenError) {
            #expect(try NotificationFixtures.validator(cloud: cloud).validate(token, at: date) == Fixtures.tenantID)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a token of the first version is taken`() {
        #expect(verdict(Fixtures.token()) == nil)
    }

    @Test func `a token of the second version names its publisher in azp`() {
        func second(_ claims: inout [String: any Encodable & Sendable]) {
            claims["iss"] = "https://login.microsoftonline.com/\(Fixtures.tenantID)/v2.0"
            claims["azp"] = claims.removeValue(forKey: "appid")
        }
        #expect(verdict(Fixtures.token(second)) == nil)
        let mixed = Fixtures.token {
            second(&$0)
            $0["appid"] = $0.removeValue(forKey: "azp")
        }
        #expect(verdict(mixed) == .wrongPublisher)
    }

    @Test(arguments: [
        ("appid", "11111111-52f4-4a0b-8d6e-5a2b7c3d4e5f", NotificationTokenError.wrongPublisher),
        ("aud", "11111111-52f4-4a0b-8d6e-5a2b7c3d4e5f", .wrongAudience),
        ("iss", "https://sts.windows.net/11111111-6d2e-4f80-9a1b-2c3d4e5f6a7b/", .wrongIssuer),
        ("iss", "https://sts.windows.net.example/7f3a5b1c-6d2e-4f80-9a1b-2c3d4e5f6a7b/", .wrongIssuer),
        ("iss", "http://sts.windows.net/7f3a5b1c-6d2e-4f80-9a1b-2c3d4e5f6a7b/", .wrongIssuer),
        ("tid", "11111111-6d2e-4f80-9a1b-2c3d4e5f6a7b", .wrongIssuer),
    ])
    func `a wrong claim is refused by its name`(claim: String, value: String, reason: NotificationTokenError) {
        #expect(verdict(Fixtures.token { $0[claim] = value }) == reason)
    }

    @Test func `a tenant that is not expected is refused, though its token is right`() {
        let other = "11111111-6d2e-4f80-9a1b-2c3d4e5f6a7b"
        let token = Fixtures.token {
            $0["tid"] = other
            $0["iss"] = "https://sts.windows.net/\(other)/"
        }
        #expect(verdict(token) == .wrongTenant)
    }

    @Test(arguments: ["aud", "iss", "tid", "exp"])
    func `a token that lacks a claim is malformed`(claim: String) {
        #expect(verdict(Fixtures.token { $0[claim] = nil }) == .malformed)
    }

    @Test func `without a publisher it is refused`() {
        #expect(verdict(Fixtures.token { $0["appid"] = nil }) == .wrongPublisher)
    }

    @Test func `its time is kept, with five minutes for the clocks`() {
        let token = Fixtures.token()
        #expect(verdict(token, at: Date(timeIntervalSince1970: 1_800_003_899)) == nil)
        #expect(verdict(token, at: Date(timeIntervalSince1970: 1_800_003_900)) == .expired)
        #expect(verdict(token, at: Date(timeIntervalSince1970: 1_799_998_700)) == nil)
        #expect(verdict(token, at: Date(timeIntervalSince1970: 1_799_998_699)) == .notYetValid)
    }

    @Test(arguments: [
        #"{"alg":"none","kid":"k1"}"#, #"{"alg":"HS256","kid":"k1"}"#, #"{"alg":"rs256","kid":"k1"}"#,
        #"{"alg":"RS256","kid":"k1","crit":["b64"]}"#,
    ])
    func `the token does not choose how it is verified`(header: String) {
        #expect(verdict(Fixtures.token(header: header)) == .wrongAlgorithm)
    }

    @Test func `a wrong signature is found before any claim is looked at`() {
        #expect(verdict(Fixtures.token(signature: "forged") { $0["aud"] = "another app" }) == .badSignature)
        #expect(verdict(Fixtures.token(signature: "")) == .badSignature)
    }

    @Test func `a key that is not known is told apart, and is known after the keys were read again`() throws {
        let token = Fixtures.token(header: #"{"alg":"RS256","kid":"k2"}"#, signature: "signed with k2")
        #expect(verdict(token) == .unknownKey)
        #expect(verdict(Fixtures.token(header: #"{"alg":"RS256"}"#)) == .unknownKey)
        let keys = JSONWebKeySet([.init(id: "k2", modulus: Data([1]), exponent: Data([3]))])
        #expect(try Fixtures.validator().with(keys: keys).validate(token, at: Fixtures.date) == Fixtures.tenantID)
    }

    @Test(arguments: ["", ".", "..", "a.b.c", "e30.e30", "e30.e30.e30.e30", "{}.{}.{}", "e30.e30.e30"])
    func `what is no token is malformed`(text: String) {
        #expect(verdict(text) == .malformed)
    }

    @Test func `an endless token is not looked at`() {
        #expect(verdict(Fixtures.token(signature: String(repeating: "x", count: 20_000))) == .malformed)
    }

    @Test func `another cloud has its own issuer, and the global one's is not taken there`() throws {
        let root = try ServiceRoot("https://login.example")
        let cloud = Cloud.custom(graph: root, authority: root)
        let token = Fixtures.token {
            $0["iss"] = "https://login.example/\(Fixtures.tenantID)/v2.0"
            $0["azp"] = NotificationTokenValidator.publisher
        }
        #expect(verdict(token, cloud: cloud) == nil)
        #expect(verdict(token) == .wrongIssuer)
        #expect(verdict(Fixtures.token(), cloud: cloud) == .wrongIssuer)
    }

    @Test func `of a set of keys the RSA keys for signatures are read`() throws {
        let json = """
            {"keys":[{"kty":"RSA","use":"sig","kid":"a","n":"AQID","e":"AQAB","x5c":["…"]},{"kty":"EC","kid":"b","crv":"P-256"},
            {"kty":"RSA","use":"enc","kid":"c","n":"AQID","e":"AQAB"},{"kty":"RSA","kid":"d","n":"AQID"}]}
            """
        let set = try JSONWebKeySet(json: Data(json.utf8))
        #expect(set.keys == [.init(id: "a", modulus: Data([1, 2, 3]), exponent: Data([1, 0, 1]))])
        #expect(set["a"] != nil)
        #expect(set["b"] == nil)
        #expect(throws: DecodingError.self) { try JSONWebKeySet(json: Data("{}".utf8)) }
    }
}
