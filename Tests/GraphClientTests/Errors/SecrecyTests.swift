import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

/// No error and no event shows a token, a secret, a query or a person.
@Suite struct SecrecyTests {
    static let answers: [HTTPResponse] = [
        .json(#"{"error":{"code":"Forbidden","message":"token eyJ0eXAi.eyJhdWQi.c2ln refused"}}"#, status: 403),
        .json(
            #"{"error":{"code":"X","message":"see https://graph.microsoft.com/v1.0/users?$search=Ann"}}"#, status: 400),
        HTTPResponse(status: 500, body: Data("<html>eyJ0eXAi.eyJhdWQi.c2ln</html>".utf8)),
        HTTPResponse(status: 200, body: Data(#"{"value":[{"id":5,"displayName":"Ann"}]}"#.utf8)),
        HTTPResponse(status: 302, fields: ["Location": "https://evil.example/?t=eyJ0eXAi"]),
    ]

    @Test(arguments: answers.indices) func `errors show none of it`(index: Int) async throws {
        let events = Log<ClientEvent>()
        let errors = try await VirtualTime.run { time in
            let bench = Bench(time: time, events: { events.add($0) }) { _, _ in Self.answers[index] }
            var errors: [any Error] = []
            do { _ = try await bench.graph.users.list(search: "Ann").collect() } catch { errors.append(error) }
            do { _ = try await bench.graph.users.get("ann@contoso.com") } catch { errors.append(error) }
            do { _ = try await bench.graph.installations.install("a", for: "u") } catch { errors.append(error) }
            for result in await bench.graph.installations.find("a", for: ["u"]).values {
                do { _ = try result.get() } catch { errors.append(error) }
            }
            return errors
        }
        #expect(errors.count >= 3)
        for text in errors.map(shown) + events.all.map({ "\($0)" }) {
            for word in ["the-token", "eyJ", "Ann", "$search", "ann@contoso.com"] { #expect(!text.contains(word)) }
        }
    }

    @Test func `a redirect is an error, and the token does not follow it`() async throws {
        let bench = Bench([HTTPResponse(status: 302, fields: ["Location": "https://evil.example/"])])
        let error = await #expect(throws: ServiceError.self) { try await bench.graph.tenant.teamwork() }
        #expect(error?.status == 302)
        #expect(bench.stub.requests.count == 1)
    }
}
