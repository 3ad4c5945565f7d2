import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

@Suite struct QueueNumberFeatureTests {
    @Test func `queues are listed, all or those of one member`() async throws {
        let stub = StubTransport([
            .json(
                #"{"records": [{"id": 31, "name": "Support", "extensionNumber": "700", "editableMemberStatus": true}]}"#
            )
        ])
        let queues = client(stub).callQueues
        #expect(
            try await queues.list().collect() == [
                CallQueue(id: "31", name: "Support", extensionNumber: "700", editableMemberStatus: true)
            ])
        _ = try await queues.list(member: "5").collect()
        #expect(
            stub.requests.map(\.text) == [
                "GET /restapi/v1.0/account/~/call-queues?page=1&perPage=1000",
                "GET /restapi/v1.0/account/~/call-queues?page=1&perPage=1000&memberExtensionId=5",
            ])
    }

    @Test func `members, their presence, and a person's memberships are read`() async throws {
        let stub = StubTransport { _, count in
            switch count {
            case 1: .json(#"{"records": [{"id": 5, "extensionNumber": "101"}]}"#)
            case 2:
                .json(
                    #"{"records": [{"member": {"id": "5"}, "acceptQueueCalls": true, "acceptCurrentQueueCalls": false}]}"#
                )
            default: .json(#"{"records": [{"callQueue": {"id": "31", "name": "Support"}, "acceptCalls": true}]}"#)
            }
        }
        let queues = client(stub).callQueues
        #expect(try await queues.members(of: "31").collect() == [CallQueueMember(id: "5", extensionNumber: "101")])
        #expect(
            try await queues.presence(of: "31") == [
                CallQueueMemberPresence(memberID: "5", acceptQueueCalls: true, acceptCurrentQueueCalls: false)
            ])
        #expect(
            try await queues.memberships(of: "5") == [
                CallQueueMembership(callQueue: CallQueue(id: "31", name: "Support"), acceptCalls: true)
            ])
        #expect(
            stub.requests.map(\.text) == [
                "GET /restapi/v1.0/account/~/call-queues/31/members?page=1&perPage=1000",
                "GET /restapi/v1.0/account/~/call-queues/31/presence",
                "GET /restapi/v1.0/account/~/extension/5/call-queue-presence",
            ])
    }

    @Test func `numbers are read for the account and for one extension`() async throws {
        let stub = StubTransport([
            .json(
                #"""
                {"records": [{"id": 33, "phoneNumber": "12125550100", "usageType": "DirectNumber", "type": "VoiceFax",
                  "status": "Normal", "extension": {"id": "5"}, "label": "Desk", "features": ["CallerId"]}]}
                """#)
        ])
        let numbers = client(stub).phoneNumbers
        let all = try await numbers.all(usage: [.directNumber, .integrationNumber]).collect()
        #expect(
            all == [
                PhoneNumber(
                    id: "33", phoneNumber: "12125550100", extensionID: "5", label: "Desk", features: ["CallerId"])
            ])
        #expect(all.first?.e164 == "+12125550100")
        _ = try await numbers.of("5").collect()
        #expect(
            stub.requests.map(\.text) == [
                "GET /restapi/v1.0/account/~/phone-number?usageType=DirectNumber&usageType=IntegrationNumber"
                    + "&page=1&perPage=1000",
                "GET /restapi/v1.0/account/~/extension/5/phone-number?page=1&perPage=1000",
            ])
    }

    @Test func `having a phone number means a direct one, in service, that rings`() {
        func number(_ usage: PhoneNumber.Usage, _ type: String, _ status: String) -> Bool {
            PhoneNumber(id: "1", phoneNumber: "+1", usageType: usage, type: type, status: status).isDirectVoice
        }
        #expect(number(.directNumber, "VoiceFax", "Normal"))
        #expect(number(.directNumber, "VoiceOnly", "Normal"))
        #expect(!number(.directNumber, "FaxOnly", "Normal"))
        #expect(!number(.directNumber, "VoiceFax", "Pending"))
        #expect(!number(.companyNumber, "VoiceFax", "Normal"))
    }

    @Test(arguments: [("+12125550100", "+12125550100"), ("12125550100", "+12125550100"), ("101", "101")])
    func `a number gets the plus sign that it lacks, a short one does not`(written: String, expected: String) {
        #expect(PhoneNumber(id: "1", phoneNumber: written).e164 == expected)
    }

    @Test func `features are read with parameters and reasons`() async throws {
        let stub = StubTransport([
            .json(
                #"""
                {"records": [{"id": "DND", "available": true, "params": [{"name": "a", "value": "b"}]},
                 {"id": "EditPresenceStatus", "available": false,
                  "reason": {"code": "InsufficientPermissions", "message": "m", "permission": "EditPresenceStatus"}}]}
                """#)
        ])
        let features = try await client(stub).features.of("5", ids: ["DND", "EditPresenceStatus"])
        #expect(
            features == [
                Feature(id: "DND", isAvailable: true, parameters: ["a": "b"]),
                Feature(
                    id: "EditPresenceStatus", isAvailable: false, reason: "InsufficientPermissions",
                    missingPermission: .editPresenceStatus),
            ])
        #expect(
            stub.requests.map(\.text) == [
                "GET /restapi/v1.0/account/~/extension/5/features?featureId=DND&featureId=EditPresenceStatus"
            ])
    }

    @Test(arguments: [("true", true), ("false", false)])
    func `the parameter decides whether calls are handled by states, not the feature`(value: String, expected: Bool)
        async throws
    {
        let stub = StubTransport([
            .json(
                #"""
                {"records": [{"id": "NewCallHandlingAndForwarding", "available": true,
                  "params": [{"name": "isNewBackendAvailable", "value": "\#(value)"}]}]}
                """#)
        ])
        #expect(try await client(stub).callHandling.isStateBased(for: "5") == expected)
    }

    @Test func `a service that does not say how calls are handled leaves it open`() async throws {
        let stub = StubTransport([.json(#"{"records": []}"#)])
        #expect(try await client(stub).callHandling.isStateBased(for: "5") == nil)
    }

    @Test func `states are listed and switched in the newer address form`() async throws {
        let stub = StubTransport([
            .json(#"{"records": [{"id": "dnd", "enabled": false, "displayName": "DND"}, {"id": "siesta"}]}"#)
        ])
        let handling = client(stub).callHandling
        #expect(
            try await handling.states(of: "5") == [
                CallHandlingState(id: .doNotDisturb, enabled: false, displayName: "DND"),
                CallHandlingState(id: "siesta", enabled: nil),
            ])
        try await handling.setState(.doNotDisturb, of: "5", enabled: true)
        #expect(
            stub.requests.map(\.text) == [
                "GET /restapi/v2/accounts/~/extensions/5/comm-handling/states",
                """
                PATCH /restapi/v2/accounts/~/extensions/5/comm-handling/states/dnd
                Content-Type: application/json
                {"enabled":true}
                """,
            ])
    }
}
