import Foundation
import PatchbayCore
import Testing

@Suite struct ServiceRootTests {
    @Test(arguments: [
        "https://graph.microsoft.com", "https://graph.microsoft.com/", " https://graph.microsoft.com//\n",
    ])
    func `blanks and slashes at the ends do not matter`(text: String) throws {
        let root = try ServiceRoot(text)
        #expect(root.base == "https://graph.microsoft.com")
        #expect(try root.url("/v1.0/me").absoluteString == "https://graph.microsoft.com/v1.0/me")
    }

    @Test func `a root may have a path of its own`() throws {
        let root = try ServiceRoot("https://proxy.example/graph/")
        #expect(try root.url("/v1.0/users").absoluteString == "https://proxy.example/graph/v1.0/users")
        #expect("\(root)" == "https://proxy.example/graph")
    }

    @Test func `a root on this machine may be plain http`() throws {
        #expect(try ServiceRoot("http://127.0.0.1:8080").origin.port == 8080)
        #expect(try ServiceRoot("http://[::1]:8080").url("/a").absoluteString == "http://[::1]:8080/a")
    }

    @Test func `an international host name is held in its ASCII form`() throws {
        #expect(try ServiceRoot("https://bücher.example").base == "https://xn--bcher-kva.example")
    }

    @Test(arguments: [
        "", " ", "graph.microsoft.com", "/v1.0", "ftp://graph.microsoft.com", "https://", "https:///x",
        "https://exa mple.com", "http://graph.microsoft.com", "http://10.0.0.1", "https://graph.microsoft.com?x=1",
        "https://graph.microsoft.com?", "https://graph.microsoft.com#top", "https://someone@graph.microsoft.com",
        "https://someone:pa55word@graph.microsoft.com", "https://:pa55word@graph.microsoft.com",
    ])
    func `anything but a bare address is refused, and not repeated in the message`(text: String) {
        let error = #expect(throws: ConfigurationError.self) { try ServiceRoot(text, named: "GRAPH_ENDPOINT") }
        #expect(error?.description.contains("GRAPH_ENDPOINT") == true)
        #expect(error?.remedy.sentence.isEmpty == false)
        if let error { expectHidden("pa55word", in: error) }
    }

    @Test(arguments: [
        ("https://graph.microsoft.com", "@evil.example/x"), ("https://graph.microsoft.com", ".evil.example/x"),
        ("https://graph.microsoft.com", ":444/x"), ("https://graph.microsoft.com", "evil"),
        ("https://graph.microsoft.com", #"\@evil.example"#),
    ])
    func `no path leads to another origin`(base: String, path: String) throws {
        let root = try ServiceRoot(base)
        #expect(throws: ConfigurationError.self) { try root.url(path) }
    }

    @Test func `a path that begins with two slashes stays at the origin`() throws {
        let root = try ServiceRoot("https://graph.microsoft.com")
        #expect(try root.url("//evil.example/x").host() == "graph.microsoft.com")
    }

    @Test func `an id that was not escaped is noticed before it cuts the address short`() throws {
        let root = try ServiceRoot("https://graph.microsoft.com")
        #expect(throws: ConfigurationError.self) { try root.url("/v1.0/users/a_b.com#EXT#@c.com/presence") }
        #expect(throws: ConfigurationError.self) { try root.url("/v1.0/users?a=1", query: ["b": "2"]) }
        #expect(
            try root.url("/v1.0/users/\(PathSegment("a_b.com#EXT#@c.com"))", query: ["$select": "id"]).absoluteString
                == "https://graph.microsoft.com/v1.0/users/a_b.com%23EXT%23%40c.com?$select=id")
    }

    @Test func `the message about a path repeats no query`() throws {
        let root = try ServiceRoot("https://graph.microsoft.com")
        let error = #expect(throws: ConfigurationError.self) { try root.url("users?code=s3cret") }
        if let error { expectHidden("s3cret", in: error) }
    }

    @Test(arguments: [
        ("https://graph.microsoft.com", true), ("https://graph.microsoft.com/v1.0/users?$skiptoken=x", true),
        ("https://graph.microsoft.com?x=1", true), ("https://GRAPH.microsoft.com:443/v1.0", true),
        ("https://graph.microsoft.com.evil.example/x", false), ("https://graph.microsoft.com@evil.example/x", false),
        ("https://graph.microsoft.com:x@evil.example/x", false), ("https://graph.microsoft.com:444/x", false),
        ("http://graph.microsoft.com/x", false), ("https://evil.example/https://graph.microsoft.com/", false),
        ("/v1.0/users", false),
    ])
    func `an address is covered only where it leads to the same origin`(address: String, isCovered: Bool) throws {
        let url = try #require(URL(string: address))
        for base in ["https://graph.microsoft.com", "https://graph.microsoft.com/v1.0"] {
            #expect(try ServiceRoot(base).covers(url) == isCovered)
        }
    }
}
