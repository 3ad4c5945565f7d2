import Foundation
import GenesysClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct IntegrationTests {
    @Test func `kinds of a like name are told apart by what their users need`() async throws {
        let stub = StubTransport([
            .json(
                #"""
                {"entities":[
                  {"id":"meetings","name":"Microsoft Teams Meetings","userPermissions":[]},
                  {"id":"teams","name":"Microsoft Teams","userPermissions":["integration:microsoftTeams:view"]}],
                 "pageNumber":1,"pageCount":1}
                """#)
        ])
        #expect(try await client(stub).integrations.microsoftTeamsTypes().map(\.id) == ["teams"])
    }

    @Test func `installing names the kind, and is not repeated when no answer comes`() async throws {
        let stub = StubTransport { _, _ in throw TransportError(.interrupted, detail: "gone") }
        let error = await failure {
            _ = try await client(stub, retry: .standard).integrations.install("teams", name: "Teams")
        }
        #expect(error is TransportError)
        #expect(stub.requests.count == 1, "a second request might install a second integration")
        #expect(stub.requests[0].text == #"{"integrationType":{"id":"teams"},"name":"Teams"}"#)
    }

    @Test func `a configuration is written back with everything that is not understood here`() async throws {
        let wire =
            #"{"advanced":{"a":[1,2.5,null]},"credentials":{"x":{"id":"c"}},"name":"n","notes":"old","properties":{"p":true},"version":3}"#
        let stub = StubTransport { request, _ in
            request.method == .put ? .json(String(decoding: request.body ?? Data(), as: UTF8.self)) : .json(wire)
        }
        let integrations = try client(stub).integrations
        var configuration = try await integrations.configuration(of: "i")
        #expect(configuration.propertyNames == ["p"])
        configuration.notes = "new"
        try await integrations.setConfiguration(configuration, of: "i")
        #expect(stub.requests[1].text == wire.replacing("old", with: "new"))
    }

    @Test func `an integration that was just installed may be missing for a moment`() async throws {
        let stub = StubTransport([.json(#"{"code":"not.found"}"#, status: 404)])
        #expect(try await client(stub).integrations.get("i") == nil)
    }

    @Test func `a role is given in addition to others, to users, in a division`() async throws {
        let stub = StubTransport([HTTPResponse(status: 204)])
        try await client(stub).authorization.grant("r", to: [.init(rawValue: "u1")], in: ["home"])
        let request = try #require(stub.requests.first)
        #expect(request.method == .post)
        #expect(request.url.path().hasSuffix("/authorization/roles/r"))
        #expect(request.options["subjectType"] == "PC_USER")
        #expect(request.text == #"{"divisionIds":["home"],"subjectIds":["u1"]}"#)
    }

    @Test func `what the caller may do is unknown where the service does not tell a client`() async throws {
        let stub = StubTransport([.json(#"{"code":"not.found"}"#, status: 404)])
        #expect(try await client(stub).authorization.ownPermissions() == nil)
    }

    @Test(arguments: ["MicrosoftTeams", "MICROSOFTTEAMS", "microsoftteams"])
    func `the source of presence is the same in any case`(text: String) {
        #expect(PresenceSource(rawValue: text) == .microsoftTeams)
        #expect(Set([PresenceSource(rawValue: text), .microsoftTeams]).count == 1)
    }

    @Test func `a presence that is missing is unknown, and a source that is new survives`() async throws {
        let stub = StubTransport([
            .json(
                #"""
                {"entities":[{"id":"a"},{"id":"b","integrationPresence":{"source":"NewPhone",
                 "presenceDefinition":{"systemPresence":"Busy"}}}]}
                """#)
        ])
        let ids = ["a", "b"].map(SCIMUser.ID.init)
        let users = try await client(stub).users.withTeamsPresence(ids)
        #expect(users[0].integrationPresence == nil)
        #expect(users[1].integrationPresence?.source?.rawValue == "NewPhone")
        #expect(stub.requests[0].options["expand"] == "integrationPresence")
    }

    @Test func `presence is asked for at most a hundred users at once`() async throws {
        let stub = StubTransport([.json("{}")])
        let error = await failure {
            _ = try await client(stub).users.withTeamsPresence((0...100).map { .init(rawValue: "\($0)") })
        }
        #expect(error is ConfigurationError)
        #expect(stub.requests.isEmpty)
    }

    @Test(
        arguments: [
            (
                #"{"id":"t","state":"active","enabled":true,"inService":true,"connectedStatus":{"connected":true}}"#,
                true
            ),
            (#"{"id":"t","state":"active","inService":false,"connectedStatus":{"connected":true}}"#, false),
            (#"{"id":"t","state":"inactive"}"#, false),
            (#"{"id":"t","state":"active"}"#, nil),
            (#"{"id":"t","optionsEnabledStatus":"DISABLED","optionsStatus":[{"optionState":false}]}"#, nil),
            (#"{"id":"t","optionsEnabledStatus":"ENABLED","optionsStatus":[{"optionState":false}]}"#, false),
            (
                #"{"id":"t","optionsEnabledStatus":"ENABLED","optionsStatus":[{"optionState":true},{"optionState":true}]}"#,
                true
            ),
            (#"{"id":"t","optionsEnabledStatus":"ENABLED","optionsStatus":[{"optionState":true},{}]}"#, nil),
        ] as [(String, Bool?)])
    func `a trunk's peers that are not asked are unknown, not failed`(json: String, expected: Bool?) throws {
        #expect(try JSONDecoder().decode(Trunk.self, from: Data(json.utf8)).carriesCalls == expected)
    }
}
