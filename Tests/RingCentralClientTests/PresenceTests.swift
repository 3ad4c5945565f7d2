import Foundation
import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

@Suite struct PresenceTests {
    static let whole = #"""
        {"uri": "u", "extension": {"id": 403228676008, "extensionNumber": "101"}, "presenceStatus": "Busy",
         "telephonyStatus": "CallConnected", "userStatus": "Available", "meetingStatus": "Disconnected",
         "dndStatus": "TakeAllCalls", "message": "Back at 3", "allowSeeMyPresence": true, "ringOnMonitoredCall": false,
         "pickUpCallsOnHold": true,
         "activeCalls": [{"id": "a1", "direction": "Inbound", "queueCall": true, "from": "+1", "to": "+2",
           "telephonyStatus": "CallConnected", "startTime": "2018-10-23T12:19:01.499+0000", "sessionId": 407257657008,
           "telephonySessionId": "t1"}]}
        """#

    @Test func `a presence is read whole`() async throws {
        let stub = StubTransport([.json(Self.whole)])
        let presence = try await client(stub).presence.get("403228676008", detailed: true)
        #expect(
            stub.requests.map(\.text) == [
                "GET /restapi/v1.0/account/~/extension/403228676008/presence?detailedTelephonyState=true"
            ])
        #expect(
            presence
                == ExtensionPresence(
                    id: "403228676008", extensionNumber: "101", presenceStatus: .busy, userStatus: .available,
                    telephonyStatus: .callConnected, meetingStatus: .disconnected, dndStatus: .takeAllCalls,
                    message: "Back at 3", allowSeeMyPresence: true, ringOnMonitoredCall: false, pickUpCallsOnHold: true,
                    activeCalls: [
                        ActiveCall(
                            id: "a1", direction: "Inbound", isQueueCall: true, from: "+1", to: "+2",
                            telephonyStatus: .callConnected, startedAt: Date(timeIntervalSince1970: 1_540_297_141.499),
                            sessionID: "407257657008", telephonySessionID: "t1")
                    ]))
    }

    @Test func `an extension without a presence of its own is offline and nothing else`() async throws {
        let stub = StubTransport([.json(#"{"extension": {"id": "5"}, "presenceStatus": "Offline"}"#)])
        #expect(
            try await client(stub).presence.get("5")
                == ExtensionPresence(id: "5", presenceStatus: .offline))
        #expect(stub.requests.map(\.text) == ["GET /restapi/v1.0/account/~/extension/5/presence"])
    }

    @Test func `thirty are read in one request, each with an outcome of its own`() async throws {
        let stub = StubTransport([
            .json(
                #"""
                [{"resourceId": "2", "status": 200, "body": {"extension": {"id": 2}, "dndStatus": "DoNotAcceptAnyCalls"}},
                 {"resourceId": "1", "status": 200, "body": {"extension": {"id": 1}, "userStatus": "Busy"}},
                 {"resourceId": "111", "status": 404, "body": {"errorCode": "CMN-102", "message": "Resource not found",
                   "errors": [{"errorCode": "CMN-102", "parameterName": "extensionId"}]}},
                 {"resourceId": "4", "status": 403, "body": {"errorCode": "CMN-419"}}]
                """#, status: 207)
        ])
        let outcomes = try await client(stub).presence.get(["1", "2", "4", "111", "7"])
        #expect(
            stub.requests.map(\.text) == [
                """
                GET /restapi/v1.0/account/~/extension/1,2,4,7,111/presence
                Accept: application/vnd.ringcentral.multipart+json
                """
            ])
        #expect(try outcomes["1"]?.get().userStatus == .busy)
        #expect(try outcomes["2"]?.get().dndStatus == .doNotAcceptAnyCalls)
        #expect(outcomes["111"]?.error?.category == .notFound)
        #expect(outcomes["4"]?.error?.category == .permission)
        #expect(outcomes["7"]?.error?.code == "MissingPart")
        #expect(outcomes.count == 5)
    }

    @Test func `the older form of the answer, in MIME parts, is read too`() async throws {
        let text = """
            --Boundary_1
            Content-Type: application/json

            {"response": [{"href": "https://x/restapi/v1.0/account/1/extension/2/presence", "status": 200},
                          {"href": "https://x/restapi/v1.0/account/1/extension/3/presence", "status": 404}]}
            --Boundary_1
            Content-Type: application/json

            {"extension": {"id": 2}, "userStatus": "Offline"}
            --Boundary_1
            Content-Type: application/json

            {"errorCode": "CMN-102"}
            --Boundary_1--

            """.replacing("\n", with: "\r\n")
        let stub = StubTransport([
            HTTPResponse(
                status: 207, fields: ["Content-Type": "multipart/mixed; boundary=\"Boundary_1\""], body: Data(text.utf8)
            )
        ])
        let outcomes = try await client(stub).presence.get(["2", "3"])
        #expect(try outcomes["2"]?.get().userStatus == .offline)
        #expect(outcomes["3"]?.error?.category == .notFound)
    }

    @Test func `an answer in parts that is cut is not taken for a short one`() async throws {
        let text =
            "--B\n\n{\"response\": [{\"status\": 200}, {\"status\": 200}]}\n--B\n\n{\"extension\": {\"id\": 2}}\n"
        let stub = StubTransport([
            HTTPResponse(
                status: 207, fields: ["Content-Type": "multipart/mixed; boundary=B"], body: Data(text.utf8))
        ])
        let error = await failure { _ = try await client(stub).presence.get(["2", "3"]) } as? ServiceError
        #expect(error?.category == .decoding)
    }

    @Test func `a list of one is an ordinary request`() async throws {
        let stub = StubTransport([.json(#"{"errorCode": "CMN-102"}"#, status: 404)])
        let outcomes = try await client(stub).presence.get(["2", "2"])
        #expect(outcomes["2"]?.error?.category == .notFound)
        #expect(stub.requests.map(\.text) == ["GET /restapi/v1.0/account/~/extension/2/presence"])
    }

    @Test func `nobody is asked for nothing, and more than thirty are refused before anything is sent`() async throws {
        let stub = StubTransport([HTTPResponse(status: 500)])
        #expect(try await client(stub).presence.get([]).isEmpty)
        let error = await failure {
            _ = try await client(stub).presence.get((1...31).map { LenientID("\($0)") })
        }
        #expect(error is ConfigurationError)
        #expect(stub.requests.isEmpty)
    }

    @Test func `everybody's presence comes in pages of a thousand`() async throws {
        let stub = StubTransport([.json(#"{"records": [{"extension": {"id": 5}, "userStatus": "Available"}]}"#)])
        let all = try await client(stub).presence.all().collect()
        #expect(all == [ExtensionPresence(id: "5", userStatus: .available)])
        #expect(stub.requests.map(\.text) == ["GET /restapi/v1.0/account/~/presence?page=1&perPage=1000"])
    }

    @Test func `only what changes is written, and the service's echo is returned`() async throws {
        let stub = StubTransport([
            .json(#"{"extension": {"id": 5}, "userStatus": "Available", "allowSeeMyPresence": false}"#)
        ])
        let echo = try await client(stub).presence.update(
            "5", to: PresenceUpdate(userStatus: .busy, dndStatus: .doNotAcceptAnyCalls, message: "In a meeting"))
        #expect(
            stub.requests.map(\.text) == [
                """
                PUT /restapi/v1.0/account/~/extension/5/presence
                Content-Type: application/json
                {"dndStatus":"DoNotAcceptAnyCalls","message":"In a meeting","userStatus":"Busy"}
                """
            ])
        #expect(echo.allowSeeMyPresence == false)
        #expect(echo.userStatus == .available)
    }

    @Test(arguments: [DNDStatus.takeDepartmentCallsOnly, .unknown])
    func `call settings that are only read are never written`(status: DNDStatus) async {
        let stub = StubTransport([HTTPResponse(status: 500)])
        let error = await failure {
            _ = try await client(stub).presence.update("5", to: PresenceUpdate(dndStatus: status))
        }
        #expect(error is ConfigurationError)
        #expect(stub.requests.isEmpty)
    }

    @Test func `a status text that is too long is refused before it is sent`() async {
        let stub = StubTransport([HTTPResponse(status: 500)])
        let text = String(repeating: "x", count: 76)
        let error = await failure {
            _ = try await client(stub).presence.update("5", to: PresenceUpdate(message: text))
        }
        #expect(error is ConfigurationError)
        #expect(stub.requests.isEmpty)
    }

    @Test func `“no queue calls” for somebody in no queue is invalid, not a mystery`() async {
        let stub = StubTransport([
            .json(
                #"{"errorCode": "InvalidParameter", "errors": [{"errorCode": "CMN-101", "parameterName": "dndStatus"}]}"#,
                status: 400)
        ])
        let error =
            await failure {
                _ = try await client(stub).presence.update(
                    "5", to: PresenceUpdate(dndStatus: .doNotAcceptDepartmentCalls))
            } as? ServiceError
        #expect(error?.category == .invalid)
        #expect(error?.remedy?.sentence.contains("dndStatus") == true)
    }

    @Test func `what a presence has already is not written again`() {
        let presence = ExtensionPresence(id: "5", userStatus: .busy, dndStatus: .takeAllCalls)
        let update = PresenceUpdate(userStatus: .busy, dndStatus: .doNotAcceptAnyCalls)
        #expect(update.difference(from: presence) == PresenceUpdate(dndStatus: .doNotAcceptAnyCalls))
        #expect(PresenceUpdate(userStatus: .busy).difference(from: presence).isEmpty)
    }
}

extension Result {
    /// The failure, if it is one.
    var error: Failure? { if case .failure(let error) = self { error } else { nil } }
}
