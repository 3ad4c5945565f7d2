import Foundation
import GenesysClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct PlatformTests {
    private let user = SCIMUser.ID(rawValue: "u1")

    @Test func `external ids are listed, added and removed by authority`() async throws {
        let stub = StubTransport { request, _ in
            switch request.method {
            case .get: .json(#"[{"authorityName":"microsoftteams","externalKey":"oid"}]"#)
            case .post: .json("{}")
            default: HTTPResponse(status: 204)
            }
        }
        let ids = try client(stub).externalIDs
        let id = ExternalID(authority: .microsoftTeams, value: "oid/with slash")
        #expect(try await ids.list(of: user).first == ExternalID(authority: .microsoftTeams, value: "oid"))
        try await ids.add(id, to: user)
        #expect(try await ids.remove(id, from: user))
        #expect(stub.requests[1].text == #"{"authorityName":"microsoftteams","externalKey":"oid/with slash"}"#)
        #expect(
            stub.requests[2].url.absoluteString.hasSuffix("/users/u1/externalid/microsoftteams/oid%2Fwith%20slash"))
    }

    @Test func `an external id that is gone already is no failure`() async throws {
        let stub = StubTransport([.json(#"{"code":"not.found"}"#, status: 404)])
        #expect(
            try await client(stub).externalIDs.remove(.init(authority: .microsoftTeams, value: "x"), from: user)
                == false)
    }

    @Test func `the id that Genesys keeps for itself is never removed`() async throws {
        let stub = StubTransport([HTTPResponse(status: 204)])
        let error = await failure {
            try await client(stub).externalIDs.remove(
                .init(authority: .init(rawValue: "x-pc:scimv2:v1:app"), value: "e"), from: user)
        }
        #expect(error is ConfigurationError)
        #expect(stub.requests.isEmpty)
    }

    @Test func `restoring a deleted user changes the state alone`() async throws {
        let stub = StubTransport([.json(#"{"id":"u1","state":"active","version":8}"#)])
        _ = try await client(stub).users.restore(user, version: 7)
        #expect(stub.requests.first?.text == #"{"state":"active","version":7}"#)
    }

    @Test func `the Teams integration is looked for by name, as its id is not published`() async throws {
        let stub = StubTransport { request, _ in
            request.options["pageNumber"] == "1"
                ? .json(#"{"entities":[{"id":"zoom","name":"Zoom Phone"}],"pageNumber":1,"pageCount":2}"#)
                : .json(#"{"entities":[{"id":"x-teams","name":"Microsoft Teams"}],"pageNumber":2,"pageCount":2}"#)
        }
        #expect(try await client(stub).integrations.microsoftTeamsTypes().map(\.id) == ["x-teams"])
    }

    @Test func `a role is judged by permissions with wildcards, and integration is not integrations`() throws {
        let json = #"{"id":"r","permissionPolicies":[{"domain":"integration","entityName":"*","actionSet":["*"]}]}"#
        let role = try JSONDecoder().decode(Role.self, from: Data(json.utf8))
        #expect(role.allows("integration:microsoftTeams:view"))
        #expect(!role.allows("integrations:integration:view"))
    }
}
