import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

@Suite struct DirectRoutingTests {
    static let path = "/restapi/v1.0/account/~/ms-teams/direct-routing/users"

    @Test func `states are asked for 25 at a time`() async throws {
        let stub = StubTransport { request, count in
            .json(
                count == 1
                    ? #"{"mappings": [{"extensionId": 1, "phoneNumber": "+12125550100", "status": "Connected"}]}"#
                    : #"{"mappings": [{"extensionId": "30", "status": "Levitating"}]}"#)
        }
        let users = try await client(stub).directRouting.users((1...30).map { LenientID("\($0)") })
        #expect(
            users == [
                DirectRoutingUser(id: "1", phoneNumber: "+12125550100", status: .connected),
                DirectRoutingUser(id: "30", phoneNumber: nil, status: "Levitating"),
            ])
        #expect(stub.requests.count == 2)
        #expect(
            stub.requests.last?.text
                == "GET \(Self.path)?extensionIds=26&extensionIds=27&extensionIds=28&extensionIds=29&extensionIds=30")
    }

    @Test func `the list can be written with commas, as its form is not documented`() async throws {
        let stub = StubTransport([.json(#"{"mappings": []}"#)])
        _ = try await client(stub).directRouting(listStyle: .commas).users(["1", "2"])
        #expect(stub.requests.map(\.text) == ["GET \(Self.path)?extensionIds=1%2C2"])
    }

    @Test func `extensions are connected with their numbers`() async throws {
        let stub = StubTransport([.json(#"{"mappings": [{"extensionId": "5", "status": "Connecting"}]}"#)])
        let users = try await client(stub).directRouting.connect(["12": "+12125550101", "5": "+12125550100"])
        #expect(users == [DirectRoutingUser(id: "5", phoneNumber: nil, status: .connecting)])
        #expect(
            stub.requests.map(\.text) == [
                """
                POST \(Self.path)
                Content-Type: application/json
                {"mappings":[{"extensionId":"5","phoneNumber":"+12125550100"},\
                {"extensionId":"12","phoneNumber":"+12125550101"}]}
                """
            ])
    }

    @Test func `a number that is not E.164 is refused before anything is sent`() async {
        let stub = StubTransport([HTTPResponse(status: 500)])
        let error = await failure { _ = try await client(stub).directRouting.connect(["5": "2125550100"]) }
        #expect(error is ConfigurationError)
        #expect(stub.requests.isEmpty)
    }

    @Test func `more than 25 are refused before anything is sent`() async {
        let stub = StubTransport([HTTPResponse(status: 500)])
        let ids = (1...26).map { LenientID("\($0)") }
        #expect(await failure { try await client(stub).directRouting.disconnect(ids) } is ConfigurationError)
        #expect(stub.requests.isEmpty)
    }

    @Test func `disconnecting what is gone is as good, disconnecting where there is no such feature is not`()
        async throws
    {
        let gone = StubTransport([.json(#"{"errorCode": "CMN-102"}"#, status: 404)])
        try await client(gone).directRouting.disconnect(["5"])
        #expect(gone.requests.map(\.text) == ["DELETE \(Self.path)?extensionIds=5"])
        let absent = StubTransport([HTTPResponse(status: 404)])
        #expect(await failure { try await client(absent).directRouting.disconnect(["5"]) } is ServiceError)
    }

    enum Found: Sendable, Equatable { case available, unavailable, unknown }

    static let answers: [(HTTPResponse, Found)] = [
        (.json(#"{"mappings": []}"#), .available),
        (HTTPResponse(status: 404), .unavailable),
        (.json(#"{"errorCode": "CMN-120"}"#, status: 404), .unavailable),
        (.json(#"{"errorCode": "CMN-109"}"#, status: 403), .unavailable),
        (.json(#"{"errorCode": "CMN-102"}"#, status: 404), .unknown),
        (.json(#"{"errorCode": "CMN-401"}"#, status: 403), .unknown),
        (HTTPResponse(status: 500), .unknown),
    ]

    @Test(arguments: answers) func `whether the account has the feature is found out, and not guessed`(
        answer: HTTPResponse, expected: Found
    ) async throws {
        let found: Found =
            switch try await client(StubTransport([answer])).directRouting.availability(probing: "5") {
            case .available: .available
            case .unavailable: .unavailable
            case .unknown: .unknown
            }
        #expect(found == expected)
    }

    @Test func `waiting ends when nothing is under way, and asks only for what still is`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport { request, count in
                switch count {
                case 1:
                    .json(
                        #"{"mappings": [{"extensionId": "1", "status": "Connected"}, {"extensionId": "2", "status": "Connecting"}]}"#
                    )
                case 2: .json(#"{"mappings": [{"extensionId": "2", "status": "Connecting"}]}"#)
                default: .json(#"{"mappings": [{"extensionId": "2", "status": "RemoteNotFound"}]}"#)
                }
            }
            let users = try await client(stub, time: time).directRouting.settle(["1", "2"])
            #expect(users.map(\.status) == [.connected, .remoteNotFound])
            #expect(time.now == .seconds(30))
            #expect(stub.requests.last?.text == "GET \(Self.path)?extensionIds=2")
        }
    }

    @Test func `waiting ends when the time is up, with what is still under way`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport([.json(#"{"mappings": [{"extensionId": "1", "status": "Disconnecting"}]}"#)])
            let users = try await client(stub, time: time).directRouting.settle(["1"], within: .seconds(100))
            #expect(users.map(\.status) == [.disconnecting])
            #expect(time.now <= .seconds(100))
        }
    }
}
