import Foundation
import PatchbayCore
import Testing

/// Source: Microsoft identity platform, “Claims challenges, claims requests and client capabilities”; RFC 9110, section 11.
@Suite struct BearerChallengeTests {
    static let json = #"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#
    static let padded = Data(json.utf8).base64EncodedString()

    @Test(arguments: [
        #"Bearer realm="", authorization_uri="https://login.example/common/oauth2/authorize", client_id="00000003-0000", error="insufficient_claims", claims="\#(padded)""#,
        #"Bearer claims="\#(padded)", error="insufficient_claims""#,
        #"Bearer claims="\#(padded.replacingOccurrences(of: "=", with: ""))""#,
        "Bearer claims=\(padded)",
        #"bearer CLAIMS="\#(padded)""#,
        #"Bearer  claims = "\#(padded)" , error = "insufficient_claims""#,
        #"Bearer error_description="a, \"quoted\" = text, claims=none",claims="\#(padded)""#,
        #"Basic realm="a, b=c", Bearer realm="", claims="\#(padded)""#,
        #"Negotiate YII4==, Bearer claims="\#(padded)""#,
        #"PoP nonce="x\\", Bearer claims="\#(padded)""#,
    ])
    func `claims are found in any correct challenge`(header: String) {
        #expect(BearerChallenge.claims(in: [header]) == Self.json)
    }

    @Test func `claims in the second header value are found`() {
        #expect(
            BearerChallenge.claims(in: [#"Basic realm="x""#, #"Bearer claims="\#(Self.padded)""#]) == Self.json)
    }

    @Test func `the letters of URLs are accepted for those of base64`() {
        let json = #"{"a":"~~~???>>>"}"#
        let base64 = Data(json.utf8).base64EncodedString()
        #expect(base64.contains("+") || base64.contains("/"))
        let header = base64.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
        #expect(BearerChallenge.claims(in: [#"Bearer claims="\#(header)""#]) == json)
        #expect(BearerChallenge.claims(in: [#"Bearer claims="\#(base64)""#]) == json)
    }

    @Test(arguments: [
        "", "Bearer", #"Bearer realm="""#, #"Bearer error="invalid_token""#, #"Bearer claims="""#,
        #"Bearer claims="not base64!""#, #"Bearer claims="bm90IGpzb24=""#, #"Bearer claims="W10=""#,
        #"Bearer error_description="claims=\"\#(padded)\"""#, #"Bearer xclaims="\#(padded)""#, "Bearer claims=",
        #"Bearer claims="\#(padded)"#, "=", "==,=", #"""#, #"a="\"#,
    ])
    func `anything else has none, or is read as far as it goes`(header: String) {
        let claims = BearerChallenge.claims(in: [header])
        // An unfinished quote is still read; nothing else here carries claims.
        #expect(claims == (header == #"Bearer claims="\#(Self.padded)"# ? Self.json : nil))
    }

    @Test func `a header of a megabyte does no harm`() {
        let header = "Bearer " + String(repeating: #"a="b\"c", "#, count: 100_000) + #"claims="\#(Self.padded)""#
        #expect(BearerChallenge.claims(in: [header]) == Self.json)
        #expect(BearerChallenge.claims(in: [String(repeating: "=", count: 100_000)]) == nil)
    }

    @Test func `random headers are read without harm`() {
        var generator = SeededGenerator(seed: 21)
        let alphabet = Array(#"Bearer claims=",\ ey"#)
        for _ in 0..<2000 {
            let header = String((0..<40).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
            _ = BearerChallenge.claims(in: [header])
        }
    }
}
