import PatchbayCore
import Testing

@Suite struct RedactionTests {
    private static let jwt = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL2dyYXBoIn0.c2lnbmF0dXJl-_x"

    @Test(arguments: [
        "token \(jwt) is expired", "Bearer \(jwt)", "\"access_token\":\"\(jwt)\"", "(\(jwt))",
        "id_token=\(jwt)&state=1",
        "https://host.example/\(jwt)/x", "Lifetime validation failed.\n\(jwt)",
        "grant_type=client_credentials&client_secret=\(jwt)",
    ])
    func `a JSON Web Token never stays`(text: String) {
        let line = Redaction.scrub(text)
        #expect(!line.contains("eyJ"))
        #expect(line.contains("…"))
    }

    @Test(arguments: [
        "client_secret=hunter2", "grant_type=client_credentials&client_secret=hunter2&scope=x",
        "a=b,client_secret=hunter2",
        "client_secret = hunter2", "client_secret =hunter2", "client_secret: hunter2", "client_secret:hunter2",
        #"{"client_secret":"hunter2","x":1}"#, #"{"client_secret": "hunter2"}"#, #""password" : "hunter2""#,
        "client_secret%3Dhunter2", "CLIENT_SECRET=hunter2", "clientSecret=hunter2", "refresh_token=hunter2",
        "assertion=hunter2", "code_verifier=hunter2", "Authorization: Bearer hunter2", "authorization=hunter2",
        "Set-Cookie: hunter2", "Cookie=hunter2;", "password='hunter2'", "api_key=hunter2", "x?client_secret=hunter2",
        "Authorization: Basic hunter2", "nextPageToken=hunter2",
    ])
    func `what is named as a secret never stays`(text: String) {
        let line = Redaction.scrub(text)
        #expect(!line.contains("hunter2"))
        #expect(line.contains("…"))
    }

    @Test(arguments: [
        "code=0.AXoAq8xk-PjQz3r1", "code=OAAABsU7fKq12,x", "Basic dXNlcjpwYTU1d29yZDE=", "bearer U0pDMTFQMDFQQVMwMHxB",
        "secret 8Q~dEfGh.IjKlMn-OpQrSt_UvWx0Yz1A2b3C4d5E was given",
        "U0pDMTFQMDFQQVMwMHxBQUFCb1dGZ0ZxN3pUTlE/4xkV0t+ZmY5Nw", "aB3dE5gH7jK9mN1pQ3rS5t",
    ])
    func `what looks random is taken for a secret`(text: String) {
        #expect(Redaction.scrub(text).contains("…"))
        for word in text.split(whereSeparator: { " =,".contains($0) }) where word.count > 12 {
            #expect(!Redaction.scrub(text).contains(word))
        }
    }

    @Test(arguments: [
        "https://login.example/t/authorize?code=abc&state=def", "see (https://a.example/b?sig=abc).",
        "https://a.example/b#access_token=abc", "redirect_uri=https://a.example/cb?code=abc",
    ])
    func `an address loses its query and fragment`(text: String) {
        let line = Redaction.scrub(text)
        #expect(!line.contains("abc"))
        #expect(!line.contains("def"))
        #expect(line.contains("example/"))
    }

    @Test func `an address loses its user and password`() {
        #expect(Redaction.scrub("https://u:pa55@a.example/b") == "https://a.example/b")
    }

    @Test(arguments: [
        "User 'alice.smith@contoso.onmicrosoft.com' was not found.",
        "Resource 'Alice.Smith2Long0Name4WithMany5Digits6And7Capitals@Contoso.com' does not exist",
        "alice_fabrikam.com#EXT#@contoso.onmicrosoft.com is a guest",
        "heyJane2000smith.the-second@contoso.com",
        "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the value.",
        "AADSTS700016: Application with identifier '728ece5a-0f26-4c43-9705-cea9debe3fb5' was not found in the directory 'Contoso'.",
        "Trace ID: 0a1b2c3d-4e5f-6789-abcd-ef0123456789 Correlation ID: 11111111-2222-3333-4444-555555555555",
        "Timestamp: 2026-11-24T18:30:00.123Z", "error_code=50011", "error code: CMN-301", "statusCode=404", "code: 404",
        #"{"code":"Request_ResourceNotFound"}"#, "CPULimitExceeded", "The token is expired.",
        "Invalid token: the signature is wrong",
        "https://graph.microsoft.com/v1.0/users/728ece5a-0f26-4c43-9705-cea9debe3fb5/teamwork/installedApps",
        "Microsoft.Skype.Teams.Graph2.Errors.AppInstallationBlockedByPolicy",
        "Bearer authentication is required", "Phone +1 (555) 010-0199", "extension 403238440-62264425031", "a=b c:d",
        "keyJsonSerializerOptions are wrong",
    ])
    func `what support needs stays as it is`(text: String) {
        #expect(Redaction.scrub(text) == text)
    }

    @Test func `a message becomes one line of limited length`() {
        #expect(Redaction.scrub("a\r\n\tb\u{2028}c  d") == "a b c d")
        let long = Redaction.scrub(String(repeating: "word ", count: 1000), limit: 50)
        #expect(long.count == 50)
        #expect(long.hasSuffix("…"))
        #expect(Redaction.scrub("") == "")
    }

    @Test func `a secret that the limit cuts in two does not show by its half`() {
        let filler = String(repeating: "\(Self.jwt) ", count: 8)
        let secret = "aB3dE5gH7jK9mN1pQ3rS5tU7vW9xY1zA3bC5dE7fG9hJ1kL3mN5pQ7rS9tU1vW3x"
        for limit in 150...200 {
            let line = Redaction.scrub(filler + secret, limit: limit)
            #expect(!line.contains("aB3"))
        }
    }

    @Test func `random text of any kind is handled without harm`() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let text = String.random(upTo: 120, using: &generator)
            let line = Redaction.scrub(text, limit: 60)
            #expect(line.count <= 60)
            #expect(!line.contains("\n"))
        }
    }
}
