import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

@Suite struct PermissionTests {
    @Test func `a permission is checked with its reach, for a target`() async throws {
        let stub = StubTransport([
            .json(
                #"""
                {"uri": "u", "successful": true, "details": {"permission": {"id": "EditPresenceStatus"},
                 "effectiveRole": {"id": 3}, "scopes": ["AllExtensions", "Galaxy"]}}
                """#)
        ])
        let check = try await client(stub).permissions.check(.editPresenceStatus, target: "77")
        #expect(
            check
                == PermissionCheck(
                    permission: .editPresenceStatus, isGranted: true, reach: [.allExtensions, "Galaxy"], roleID: "3"))
        #expect(check.reach.contains { $0.coversOtherUsers })
        #expect(
            stub.requests.map(\.text) == [
                "GET /restapi/v1.0/account/~/extension/~/authz-profile/check"
                    + "?permissionId=EditPresenceStatus&targetExtensionId=77"
            ])
    }

    @Test func `several are checked one by one, and a no is an answer`() async throws {
        let stub = StubTransport { _, count in .json(#"{"successful": \#(count == 1)}"#) }
        let checks = try await client(stub).permissions.check([.readExtensions, "ReadAssignedRoles"])
        #expect(checks.map(\.isGranted) == [true, false])
        #expect(checks.map(\.permission) == [.readExtensions, "ReadAssignedRoles"])
    }

    @Test func `a permission for the own extension only does not cover others`() {
        #expect(!PermissionReach.own.coversOtherUsers)
        #expect(PermissionReach.userExtensions.coversOtherUsers)
    }

    @Test func `everything that the user may do comes in one call`() async throws {
        let stub = StubTransport([
            .json(
                #"{"permissions": [{"permission": {"id": "ReadExtensions"}, "effectiveRole": {"id": "1"}, "scopes": ["Account"]}]}"#
            )
        ])
        let all = try await client(stub).permissions.all()
        #expect(all.map(\.permission) == [.readExtensions])
        #expect(all.map(\.reach) == [[.account]])
    }

    @Test func `the scopes of the token are those of the credential that fetched it`() async throws {
        try await VirtualTime.run { time in
            let server = TokenServer(time: time)
            let ringCentral = RingCentral(
                .jwt(Secret("the-jwt"), clientID: "app", clientSecret: Secret("s"), transport: server, time: time),
                clientID: "app", transport: server
            ) { $0.time = time }
            let scopes = try await ringCentral.permissions.scopes()
            #expect(scopes == [.readAccounts, .editPresence])
            #expect(await server.requests.count == 1)
        }
    }

    @Test func `a credential that does not tell leaves the scopes unknown, not empty`() async throws {
        #expect(try await client(StubTransport([HTTPResponse(status: 500)])).permissions.scopes() == nil)
    }

    @Test func `a scope is granted directly, inside another, or with a letter more`() {
        #expect(AppScope.readAccounts.isGranted(in: [.editAccounts]))
        #expect(AppScope.readPresence.isGranted(in: [.editPresence]))
        #expect(AppScope.webSocketSubscription.isGranted(in: ["WebSocketsSubscriptions"]))
        #expect(!AppScope.editPresence.isGranted(in: [.readPresence]))
        #expect(!AppScope.editAccounts.isGranted(in: [.readAccounts, .editExtensions]))
    }
}
