import Foundation
import PatchbayCore
import Testing

@Suite struct OriginTests {
    private func origin(_ text: String) -> Origin? { URL(string: text).flatMap { Origin($0) } }

    @Test func `scheme and host are compared without regard to case`() {
        #expect(origin("HTTPS://Graph.Microsoft.COM/v1.0") == origin("https://graph.microsoft.com/beta?x=1"))
    }

    @Test func `the scheme's own port is the same as none`() {
        #expect(origin("https://graph.microsoft.com:443/") == origin("https://graph.microsoft.com"))
        #expect(origin("https://graph.microsoft.com:/") == origin("https://graph.microsoft.com"))
        #expect(origin("http://localhost:80") == origin("http://localhost"))
    }

    @Test(arguments: [
        "https://graph.microsoft.com:8443", "http://graph.microsoft.com", "https://graph.microsoft.com.evil.example",
        "https://graph.microsoft.us", "https://graph.microsoft.com@evil.example",
        "https://evil.example/graph.microsoft.com",
        "https://graph.microsoft.com.",
    ])
    func `another scheme, host or port is another origin`(other: String) {
        #expect(origin(other) != origin("https://graph.microsoft.com"))
    }

    @Test func `a name in another script is the same as its ASCII form`() {
        #expect(origin("https://bücher.example") == origin("https://xn--bcher-kva.example"))
        #expect(origin("https://bücher.example")?.description == "https://xn--bcher-kva.example")
    }

    @Test(arguments: [
        "/users?page=2", "users", "ftp://graph.microsoft.com", "mailto:someone@example.com", "https:///users",
        "https://a%2Fb.example", "https://a,b.example", "https://host:0", "https://host:99999",
        #"https:\\evil.example"#,
    ])
    func `what is no web address, or one that programs read in different ways, has no origin`(text: String) {
        #expect(origin(text) == nil)
    }

    @Test(arguments: [
        "http://localhost", "http://LOCALHOST:8080", "http://127.0.0.1:8080", "http://127.255.0.9", "http://[::1]:8080",
    ])
    func `plain http is acceptable on this machine`(text: String) throws {
        let place = try #require(origin(text))
        #expect(place.isLoopback)
        #expect(place.isAcceptable)
    }

    @Test(arguments: [
        "http://graph.microsoft.com", "http://localhost.evil.example", "http://127.0.0.1.evil.example",
        "http://127.0.0",
        "http://127.0.0.256", "http://127.0..1", "http://evil.localhost", "http://10.0.0.1", "http://[::2]",
        "http://notlocalhost",
    ])
    func `plain http is not acceptable anywhere else`(text: String) throws {
        #expect(try #require(origin(text)).isAcceptable == false)
    }

    @Test func `https is acceptable everywhere`() {
        #expect(origin("https://api-euwest2.example:8443")?.isAcceptable == true)
    }

    @Test func `the description names the port only where it is not the scheme's own`() {
        #expect(origin("https://Host.example:443/a")?.description == "https://host.example")
        #expect(origin("http://[::1]:8080/a")?.description == "http://[::1]:8080")
    }
}
