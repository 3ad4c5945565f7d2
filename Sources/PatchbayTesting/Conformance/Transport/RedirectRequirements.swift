import Foundation
import PatchbayCore

extension HTTPTransportConformance {
    /// Where a token may not go.
    static let redirectRequirements = [redirects, redirectsElsewhere]

    /// The caller decides.
    public static let redirects = Requirement("a redirect is the answer and is not followed") { wire in
        for status in [301, 302, 303, 307, 308] {
            for (method, body) in [(HTTPMethod.get, Data?.none), (.post, Data("x".utf8))] {
                var query = Query()
                query.append("status", "\(status)")
                query.append("to", wire.server.url("/echo/followed"))
                let call = try wire.call("/redirect" + query.suffix, method: method, body: body)
                let response = try await wire.answer(to: call)
                wire.findings.expect(response.status == status, "\(status) for a \(method) came as \(response.status)")
                wire.findings.expect(
                    response.fields["Location"] == wire.server.url("/echo/followed"),
                    "Location of a \(status) came as \(response.fields["Location"] ?? "nothing")")
            }
        }
        let followed = wire.server.visits.count { $0.target.hasPrefix("/echo/followed") }
        wire.findings.expect(followed == 0, "the transport followed \(followed) redirects")
        try await wire.expectStillUsable(after: "a redirect")
    }

    /// The one that leaks.
    public static let redirectsElsewhere = Requirement("a redirect to another host takes nothing there") { wire in
        for host in ["127.0.0.1", "localhost"] {
            for status in [301, 302, 307] {
                var query = Query()
                query.append("status", "\(status)")
                query.append("to", wire.other.url("/echo/stolen", host: host))
                let call = try wire.call("/redirect" + query.suffix, fields: ["Authorization": "Bearer not-for-you"])
                let outcome = await wire.outcome(of: call)
                if case .response(let response) = outcome, response.status == status { continue }
                wire.findings.add("on a \(status) to \(host) at another port, \(outcome.sentence)")
            }
        }
        let stolen = wire.other.visits
        wire.findings.expect(stolen.isEmpty, "the other server was asked \(stolen.count) times")
        let tokens = stolen.count { !$0.values(of: "Authorization").isEmpty }
        wire.findings.expect(tokens == 0, "the token was handed to the other server \(tokens) times")
    }
}
