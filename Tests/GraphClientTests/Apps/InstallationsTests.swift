import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct InstallationsTests {
    @Test func `an installation is looked up by the app's id in the catalogue`() async throws {
        let bench = Bench(
            #"{"value":[{"id":"i=/+","teamsApp":{"id":"A","displayName":"R"},"teamsAppDefinition":{"id":"d","version":"2.0"}}]}"#
        )
        let found = try await bench.graph.installations.find("a", for: "u")
        #expect(found == Installation(id: "i=/+", app: TeamsApp(id: "A", displayName: "R"), version: "2.0"))
        #expect(
            bench.stub.requests[0].target
                == "/v1.0/users/u/teamwork/installedApps?$expand=teamsAppDefinition%2CteamsApp&$filter=teamsApp%2Fid%20eq%20%27a%27"
        )
    }

    @Test func `no installation is an empty list, and one of another app is not ours`() async throws {
        #expect(try await Bench(#"{"value":[]}"#).graph.installations.find("a", for: "u") == nil)
        let other = Bench(#"{"value":[{"id":"i","teamsApp":{"id":"b"}}]}"#)
        #expect(try await other.graph.installations.find("a", for: "u") == nil)
    }

    @Test func `an empty page with a link is not the end`() async throws {
        let bench = Bench([
            .json(#"{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/users/u/x?$skiptoken=1"}"#),
            .json(#"{"value":[{"id":"i"}]}"#),
        ])
        #expect(try await bench.graph.installations.find("a", for: "u")?.id == "i")
    }

    @Test func `an install binds the app and is done at 201`() async throws {
        let bench = Bench([HTTPResponse(status: 201)])
        #expect(try await bench.graph.installations.install("a b", for: "u") == .installed)
        #expect(
            bench.sent == [
                """
                POST /v1.0/users/u/teamwork/installedApps
                Content-Type: application/json
                {"teamsApp@odata.bind":"https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/a%20b"}
                """
            ])
    }

    @Test func `409 means that the user has it already`() async throws {
        let bench = Bench(#"{"error":{"code":"Conflict","message":"already installed"}}"#, status: 409)
        #expect(try await bench.graph.installations.install("a", for: "u") == .alreadyInstalled)
        #expect(bench.stub.requests.count == 1)
    }

    @Test func `the consent that an app asks for goes along`() async throws {
        let bench = Bench([HTTPResponse(status: 201)])
        let consent = [ResourceSpecificPermission("X.Read", type: "application")]
        _ = try await bench.graph.installations.install("a", for: "u", consent: consent)
        #expect(
            bench.stub.requests[0].bodyText
                == #"{"consentedPermissionSet":{"resourceSpecificPermissions":[{"permissionType":"application","permissionValue":"X.Read"}]},"teamsApp@odata.bind":"https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/a"}"#
        )
    }

    @Test func `an install whose answer was lost is sent again, as a repeat is recognised`() async throws {
        let answers = try await VirtualTime.run { time in
            let bench = Bench(time: time) { _, count in
                if count == 1 { throw TransportError(.interrupted, detail: "cut") }
                return count == 2 ? HTTPResponse(status: 502) : HTTPResponse(status: 409)
            }
            return (try await bench.graph.installations.install("a", for: "u"), bench.stub.requests.count)
        }
        #expect(answers == (.alreadyInstalled, 3))
    }

    @Test func `404 when removing means that it was not there, and ids are one segment whatever is in them`()
        async throws
    {
        let bench = Bench([HTTPResponse(status: 204), HTTPResponse(status: 404)])
        #expect(try await bench.graph.installations.remove("MTIz##+/=", for: "u") == .removed)
        #expect(try await bench.graph.installations.remove("x", for: "u") == .alreadyAbsent)
        #expect(
            bench.sent == [
                "DELETE /v1.0/users/u/teamwork/installedApps/MTIz%23%23%2B%2F%3D",
                "DELETE /v1.0/users/u/teamwork/installedApps/x",
            ])
    }

    @Test func `an upgrade needs no body unless there is consent to give`() async throws {
        let bench = Bench([HTTPResponse(status: 204)])
        try await bench.graph.installations.upgrade("i", for: "u")
        try await bench.graph.installations.upgrade(
            "i", for: "u", consent: [ResourceSpecificPermission("X", type: "application")])
        #expect(
            bench.sent == [
                "POST /v1.0/users/u/teamwork/installedApps/i/upgrade",
                """
                POST /v1.0/users/u/teamwork/installedApps/i/upgrade
                Content-Type: application/json
                {"consentedPermissionSet":{"resourceSpecificPermissions":[{"permissionType":"application","permissionValue":"X"}]}}
                """,
            ])
    }

    @Test func `a refused install names the operation, the request and the remedy`() async throws {
        let bench = Bench([
            .json(
                #"{"error":{"code":"Forbidden","message":"App is blocked by app permission policy. TenantId: t, UserObjectId: u","innerError":{"code":"AccessDenied"}}}"#,
                status: 403, fields: ["request-id": "r-1"])
        ])
        let error = await #expect(throws: ServiceError.self) {
            try await bench.graph.installations.install("a", for: "u")
        }
        let failure = try #require(error)
        #expect(failure.operation == "teams.app.install")
        #expect(failure.requestID == "r-1")
        #expect(InstallFailure(error: failure) == .blockedByPolicy)
        #expect(failure.remedy == InstallFailure.blockedByPolicy.remedy)
        #expect(bench.stub.requests.count == 1)
    }
}
