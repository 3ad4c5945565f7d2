import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct AppCatalogTests {
    @Test func `an app is found by its id in the catalogue`() async throws {
        let bench = Bench(
            #"{"value":[{"id":"a","displayName":"RingCentral","distributionMethod":"store","externalId":null}]}"#)
        #expect(
            try await bench.graph.catalog.app(id: "a")
                == TeamsApp(id: "a", displayName: "RingCentral", distributionMethod: .store))
        #expect(bench.stub.requests.map(\.readable) == ["/v1.0/appCatalogs/teamsApps?$filter=id eq 'a'"])
    }

    @Test func `an app that is not there is nil`() async throws {
        #expect(try await Bench(#"{"value":[]}"#).graph.catalog.app(id: "a") == nil)
    }

    @Test func `apps of the same name all come back, for a person to choose from`() async throws {
        let bench = Bench(
            #"{"value":[{"id":"a","distributionMethod":"organization","externalId":"m"},{"id":"b","distributionMethod":"galactic"}]}"#
        )
        let apps = try await bench.graph.catalog.apps(named: "It's it")
        #expect(
            apps == [
                TeamsApp(id: "a", distributionMethod: .organization, externalID: "m"),
                TeamsApp(id: "b", distributionMethod: TeamsApp.DistributionMethod(rawValue: "galactic")),
            ])
        #expect(
            bench.stub.requests.map(\.readable) == ["/v1.0/appCatalogs/teamsApps?$filter=displayName eq 'It''s it'"])
    }

    @Test func `the organization's own apps are found by the id in their manifest`() async throws {
        let bench = Bench(#"{"value":[]}"#)
        #expect(try await bench.graph.catalog.apps(manifestID: "m").isEmpty)
        #expect(bench.stub.requests.map(\.readable) == ["/v1.0/appCatalogs/teamsApps?$filter=externalId eq 'm'"])
    }

    @Test func `definitions tell versions and the consent that an installation needs`() async throws {
        let bench = Bench(
            #"{"value":[{"id":"a","appDefinitions":[{"id":"d","teamsAppId":"a","version":"1.2","publishingState":"published","authorization":{"clientAppId":"c","requiredPermissionSet":{"resourceSpecificPermissions":[{"permissionValue":"X.Read","permissionType":"Delegated"}]}}},{"id":"e","version":"1.1"}]}]}"#
        )
        let definitions = try await bench.graph.catalog.definitions(of: "a")
        #expect(definitions.map(\.version) == ["1.2", "1.1"])
        #expect(definitions[0].requiredPermissions == [ResourceSpecificPermission("X.Read", type: "Delegated")])
        #expect(definitions[1].requiredPermissions.isEmpty)
        #expect(
            bench.stub.requests.map(\.readable) == [
                "/v1.0/appCatalogs/teamsApps?$filter=id eq 'a'&$expand=appDefinitions($select=id,teamsAppId,displayName,version,publishingState,authorization)"
            ])
    }

    @Test func `a missing permission is named`() async throws {
        let bench = Bench(#"{"error":{"code":"Forbidden","message":"x"}}"#, status: 403)
        let error = await #expect(throws: ServiceError.self) { try await bench.graph.catalog.app(id: "a") }
        #expect(error?.operation == "teams.catalog.get")
        #expect(error?.remedy?.action == .grantPermissions(["AppCatalog.Read.All"]))
    }
}
