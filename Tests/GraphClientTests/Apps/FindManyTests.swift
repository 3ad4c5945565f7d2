import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct FindManyTests {
    static func user(_ url: String) -> String { url.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    @Test func `every user has an answer of their own`() async throws {
        let bench = Bench { request, _ in
            try BatchTests.answer(request) { url in
                switch Self.user(url) {
                case "has":
                    #""status":200,"headers":{"Content-Type":"application/json"},"body":{"value":[{"id":"i","teamsApp":{"id":"a"},"teamsAppDefinition":{"version":"1.0"}}]}"#
                case "none": #""status":200,"body":{"value":[]}"#
                case "blocked": #""status":403,"body":{"error":{"code":"Forbidden","message":"no"}}"#
                default: nil
                }
            }
        }
        let found = await bench.graph.installations.find("a", for: ["has", "none", "blocked", "lost", "has"])
        #expect(found.count == 4)
        #expect(try found["has"]?.get()?.version == "1.0")
        #expect(try found["none"]?.get() == nil)
        let refused = #expect(throws: ServiceError.self) { try found["blocked"]?.get() }
        #expect(refused?.category == .permission)
        #expect(refused?.operation == "teams.app.find")
        let lost = #expect(throws: ServiceError.self) { try found["lost"]?.get() }
        #expect(lost?.category == .unknown)
        #expect(
            try BatchTests.asked(bench.stub.requests[0]).first?.url
                == "/users/has/teamwork/installedApps?$expand=teamsAppDefinition%2CteamsApp&$filter=teamsApp%2Fid%20eq%20%27a%27"
        )
    }

    @Test func `an empty first page with a link is followed`() async throws {
        let bench = Bench { request, count in
            count == 1
                ? try BatchTests.answer(request) { _ in
                    #""status":200,"body":{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/x"}"#
                } : .json(#"{"value":[{"id":"i"}]}"#)
        }
        let found = await bench.graph.installations.find("a", for: ["u"])
        #expect(try found["u"]?.get()?.id == "i")
    }

    @Test func `nobody is asked about when there is nobody`() async throws {
        let bench = Bench(#"{"responses":[]}"#)
        #expect(await bench.graph.installations.find("a", for: []).isEmpty)
        #expect(bench.stub.requests.isEmpty)
    }

    @Test func `three thousand users take as long as thirty a second allow`() async throws {
        let elapsed = try await VirtualTime.run { time in
            let bench = Bench(time: time) { request, _ in
                try await time.sleep(for: .milliseconds(800))
                return try BatchTests.answer(request) { _ in #""status":200,"body":{"value":[]}"# }
            }
            let found = await bench.graph.installations.find("a", for: (0..<3000).map { User.ID("\($0)") })
            #expect(found.count == 3000)
            #expect(found.values.allSatisfy { (try? $0.get()) == .some(nil) })
            return time.now
        }
        let floor = Duration.seconds((3000.0 - 30) / 30)
        #expect(elapsed >= floor)
        #expect(elapsed < floor * 1.01 + .seconds(1))
    }
}
