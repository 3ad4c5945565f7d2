import Foundation
import PatchbayCore

extension HTTPTransportConformance {
    /// What is sent arrives, and what is answered comes back.
    static let exchangeRequirements = [
        methods, requestBodies, requestFields, addresses, responseFields, statuses, challenges, headAnswers,
        interimAnswers, nothingKept,
    ]

    /// Every method, the services' own included.
    public static let methods = Requirement("a method arrives as it was given") { wire in
        for name in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] {
            let call = try wire.call("/echo", method: HTTPMethod(rawValue: name))
            let (_, visit) = try await wire.exchange(call)
            wire.findings.expect(visit.method == name, "\(name) arrived as \(visit.method)")
        }
    }

    /// Bodies of every size, with every byte.
    public static let requestBodies = Requirement("a body arrives byte for byte, and none stays none") { wire in
        let everyByte = Data((0...255).map { UInt8($0) })
        let large = Data(repeating: 7, count: min(3 << 20, wire.bodyCeiling ?? .max))
        let bodies = [Data(), everyByte, Data("{\"name\":\"Jürgen “J” — 🙂\"}".utf8), large]
        for method in [HTTPMethod.post, .put, .patch, .delete] {
            for body in bodies where method == .post || body.count < large.count {
                let call = try wire.call(
                    "/echo", method: method, fields: ["Content-Type": "application/octet-stream"], body: body)
                let (response, visit) = try await wire.exchange(call)
                wire.findings.expect(
                    visit.body == body, "of \(body.count) bytes with \(method), \(visit.body.count) arrived")
                wire.findings.expect(
                    response.body == body, "of \(body.count) bytes with \(method), \(response.body.count) came back")
            }
            let (_, visit) = try await wire.exchange(try wire.call("/echo", method: method))
            wire.findings.expect(visit.body.isEmpty, "\(method) without a body arrived with \(visit.body.count) bytes")
        }
    }

    /// The request's header fields, and no others that could do harm.
    public static let requestFields = Requirement("header fields arrive, and none is made up") { wire in
        var fields: HTTPFields = [
            "Content-Type": "application/json; charset=utf-8", "X-Plain": "one", "x-lower": "a b  c",
            "Authorization": "Bearer check-this", "If-Match": "\"etag, with comma\"", "User-Agent": "Conformance/1",
        ]
        fields.append("first", to: "X-Twice")
        fields.append("second", to: "X-Twice")
        let (_, visit) = try await wire.exchange(
            try wire.call("/echo", method: .post, fields: fields, body: Data("{}".utf8)))
        for field in fields where field.name != "X-Twice" {
            wire.findings.expect(
                visit.values(of: field.name) == [field.value],
                "\(field.name) arrived as \(visit.values(of: field.name))"
            )
        }
        let twice = visit.values(of: "X-Twice").flatMap { $0.split(separator: ",") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        wire.findings.expect(twice == ["first", "second"], "of a repeated field there arrived \(twice)")
        let (_, bare) = try await wire.exchange(try wire.call("/echo"))
        for name in ["Authorization", "Cookie", "If-None-Match", "If-Modified-Since"] {
            wire.findings.expect(bare.values(of: name).isEmpty, "\(name) was sent though nobody asked for it")
        }
    }

    /// A transport that “repairs” an address breaks phone numbers, ids and delta links.
    public static let addresses = Requirement("path and query arrive exactly as they stand in the URL") { wire in
        let targets = [
            "/echo/a%2Fb/J%C3%BCrgen%20%2B1", "/echo?phone=%2B1%20555&raw=a+b", "/echo?q=$filter%20eq%20'O''Neil'",
            "/echo/('id=;,~')?a=b/c?d;e&empty=&flag", "/echo/%41%7e?x=%e2%82%ac", "/echo?deltatoken=AbC-_~%3D%3D",
        ]
        for target in targets {
            let (_, visit) = try await wire.exchange(try wire.call(target))
            wire.findings.expect(visit.target == target, "\(target) arrived as \(visit.target)")
        }
        if let url = URL(string: wire.server.url("/echo/é?q=ü")), let query = url.query(percentEncoded: true) {
            let call = try wire.call(url.absoluteString)
            let (_, visit) = try await wire.exchange(call)
            let target = url.path(percentEncoded: true) + "?" + query
            wire.findings.expect(visit.target == target, "\(target) arrived as \(visit.target)")
        }
    }

    /// The answer's header fields.
    public static let responseFields = Requirement("the answer's header fields are all there, repeated ones too") {
        wire in
        let response = try await wire.answer(to: try wire.call("/dup"))
        for (name, value) in [("X-Mixed-Case", "Kept As Is"), ("X-Colon", "a: b; c=\"d, e\""), ("X-Empty", "")] {
            wire.findings.expect(
                response.fields.values(of: name) == [value], "\(name) came as \(response.fields.values(of: name))")
        }
        let twice = response.fields.values(of: "X-Twice")
        wire.findings.expect(twice == ["one", "two"] || twice == ["one, two"], "a repeated field came as \(twice)")
    }

    /// Any status is an answer.
    public static let statuses = Requirement("a response of any status is returned, not thrown") { wire in
        let statuses = [
            200, 201, 202, 204, 207, 300, 304, 400, 401, 403, 404, 405, 407, 409, 410, 412, 415, 417, 423, 424, 426,
            428, 429,
            431, 500, 501, 502, 503, 504, 507, 509, 599,
        ]
        for status in statuses {
            let response = try await wire.answer(to: try wire.call("/status/\(status)"))
            wire.findings.expect(response.status == status, "\(status) came as \(response.status)")
            let body = status == 204 || status == 304 ? "" : "status \(status)"
            wire.findings.expect(
                response.body == Data(body.utf8), "the body of \(status) came as \(response.body.count) bytes")
        }
        let post = try await wire.answer(to: try wire.call("/status/401", method: .post, body: Data("x".utf8)))
        wire.findings.expect(post.status == 401, "401 for a POST came as \(post.status)")
    }

    /// The services refuse tokens with challenges that the caller reads; the transport must leave them alone.
    public static let challenges = Requirement("a 401 with any challenge is returned at once, challenge and all") {
        wire in
        let bearer =
            #"Bearer realm="", authorization_uri="https://login.example/common/oauth2/authorize", "#
            + #"client_id="00000003", error="insufficient_claims", claims="eyJhIjoxfQ==""#
        let challenges = [
            [bearer], [#"Bearer error="invalid_token""#], ["Bearer"], [#"Basic realm="loopback""#], ["Basic"],
            [#"Digest realm="loopback", nonce="n", qop="auth""#], ["Negotiate"], ["NTLM"],
            [#"Bearer realm="a""#, #"Basic realm="b""#], [#"Basic realm="a""#, bearer],
        ]
        for challenge in challenges {
            for (method, body) in [(HTTPMethod.get, Data?.none), (.post, Data("x".utf8))] {
                var query = Query()
                query.append("with", challenge.joined(separator: "|"))
                let call = try wire.call("/challenge" + query.suffix, method: method, body: body)
                let response = try await wire.answer(to: call)
                let words = challenge.joined(separator: " and ")
                wire.findings.expect(
                    response.status == 401, "\(method) challenged by \(words) came as \(response.status)")
                wire.findings.expect(
                    response.body == Data("who?".utf8),
                    "the body of a \(method) challenged by \(words) came as \(response.body.count) bytes")
                let values = response.fields.values(of: "WWW-Authenticate")
                wire.findings.expect(
                    values == challenge || values == [challenge.joined(separator: ", ")], "\(words) came as \(values)")
                let count = wire.server.visits(tagged: call.tag).count
                wire.findings.expect(count == 1, "a \(method) challenged by \(words) was sent \(count) times")
            }
        }
    }

    /// `HEAD` describes a body without sending one.
    public static let headAnswers = Requirement("the answer to HEAD has header fields and no body") { wire in
        let response = try await wire.answer(to: try wire.call("/fast", method: .head))
        wire.findings.expect(response.body.isEmpty, "\(response.body.count) bytes came")
        wire.findings.expect(response.status == 200, "the status is \(response.status)")
        try await wire.expectStillUsable(after: "HEAD")
    }

    /// 103 and the like are announcements.
    public static let interimAnswers = Requirement("an interim answer (103) is not taken for the answer") { wire in
        let response = try await wire.answer(to: try wire.call("/interim"))
        wire.findings.expect(
            response.status == 200 && response.body == Data("real".utf8), "\(response) came")
    }

    /// Two tenants in one process must not meet in a cookie jar or a cache.
    public static let nothingKept = Requirement("no cookie is kept and no answer is cached") { wire in
        _ = try await wire.answer(to: try wire.call("/cookie"))
        let (_, visit) = try await wire.exchange(try wire.call("/echo"))
        wire.findings.expect(visit.values(of: "Cookie").isEmpty, "the cookie came back: \(visit.values(of: "Cookie"))")
        for _ in 1...2 { _ = try await wire.answer(to: try wire.call("/cacheable")) }
        let visits = wire.server.visits.filter { $0.target == "/cacheable" }
        wire.findings.expect(visits.count == 2, "of two requests for the same page, \(visits.count) arrived")
        for visit in visits {
            wire.findings.expect(visit.values(of: "If-None-Match").isEmpty, "the page was asked for with If-None-Match")
        }
    }
}
