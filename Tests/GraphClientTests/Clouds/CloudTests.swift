import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct CloudTests {
    @Test func `each cloud has its own Graph, authority and scope`() {
        let rows: [(Cloud, String, String)] = [
            (.global, "https://graph.microsoft.com", "https://login.microsoftonline.com"),
            (.gccHigh, "https://graph.microsoft.us", "https://login.microsoftonline.us"),
            (.dod, "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
            (.china, "https://microsoftgraph.chinacloudapi.cn", "https://login.partner.microsoftonline.cn"),
        ]
        for (cloud, graph, authority) in rows {
            #expect(cloud.graph.base == graph)
            #expect(cloud.authority.base == authority)
            #expect(cloud.defaultScope == graph + "/.default")
        }
    }

    @Test(arguments: [Cloud.gccHigh, .dod, .china])
    func `where apps cannot be installed with application permissions, nothing is sent`(cloud: Cloud) async throws {
        let bench = Bench(cloud: cloud) { _, _ in HTTPResponse(status: 500) }
        let installations = bench.graph.installations
        await #expect(throws: ConfigurationError.self) { try await installations.install("app", for: "user") }
        await #expect(throws: ConfigurationError.self) { try await installations.find("app", for: "user") }
        await #expect(throws: ConfigurationError.self) { try await installations.remove("x", for: "user") }
        await #expect(throws: ConfigurationError.self) { try await installations.upgrade("x", for: "user") }
        let many = await installations.find("app", for: ["a", "b"])
        #expect(many.count == 2)
        for result in many.values {
            #expect(throws: ConfigurationError.self) { try result.get() }
        }
        #expect(bench.stub.requests.isEmpty)
    }

    @Test func `the refusal names the cloud and the way around`() {
        func refusal(_ cloud: Cloud, _ feature: Cloud.Feature) -> ConfigurationError? {
            do {
                try cloud.require(feature)
                return nil
            } catch { return error }
        }
        #expect(
            refusal(.gccHigh, .appInstallation)?.description
                == "Teams apps cannot be installed with application permissions in GCC High.")
        #expect(refusal(.dod, .appInstallation)?.remedy.sentence.contains("Sign in as an administrator") == true)
        #expect(
            refusal(.china, .appInstallation)?.description
                == "Teams apps cannot be installed through Graph in the China cloud.")
        #expect(refusal(.china, .presence) != nil)
        #expect(refusal(.gccHigh, .presence) == nil)
        #expect(refusal(.gccHigh, .presenceSubscriptions)?.remedy.sentence == "Poll presence instead.")
        for feature in Cloud.Feature.allCases { #expect(refusal(.global, feature) == nil) }
    }

    @Test func `where presence is not offered, nothing is sent`() async throws {
        let bench = Bench(cloud: .china) { _, _ in HTTPResponse(status: 500) }
        await #expect(throws: ConfigurationError.self) { try await bench.graph.presence.get(of: ["a"]) }
        await #expect(throws: ConfigurationError.self) { try await bench.graph.presence.get(of: "a") }
        await #expect(throws: ConfigurationError.self) { try await bench.graph.presence.clearPreferred(for: "a") }
        #expect(bench.stub.requests.isEmpty)
    }

    @Test func `a signed-in administrator may install in GCC High, as the caller says`() async throws {
        let bench = Bench(cloud: .gccHigh.offering([.appInstallation])) { _, _ in HTTPResponse(status: 201) }
        #expect(try await bench.graph.installations.install("app", for: "user") == .installed)
    }

    @Test func `what is bound starts with the cloud's own root`() async throws {
        let cloud = Cloud.custom(
            graph: try ServiceRoot("http://127.0.0.1:8080"), authority: try ServiceRoot("http://127.0.0.1:8081"))
        let bench = Bench(cloud: cloud) { _, _ in HTTPResponse(status: 201) }
        _ = try await bench.graph.installations.install("app", for: "user")
        #expect(
            bench.stub.requests[0].bodyText
                == #"{"teamsApp@odata.bind":"http://127.0.0.1:8080/v1.0/appCatalogs/teamsApps/app"}"#)
    }
}
