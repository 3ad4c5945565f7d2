import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct NumberAssignmentTests {
    static let path = "/v1.0/admin/teams/telephoneNumberManagement"

    @Test func `numbers are listed with whoever has them, in words that may be new`() async throws {
        let bench = Bench(
            #"""
            {"value":[{"id":"n1","telephoneNumber":"+12125550100","numberType":"directRouting","assignmentStatus":"userAssigned",
            "assignmentTargetId":"u1","activationState":"activated","capabilities":["userAssignment"]},
            {"id":"n2","telephoneNumber":"+12125550101","numberType":"carrierPigeon","assignmentTargetId":null}]}
            """#)
        let numbers = try await bench.graph.numberAssignments.list(filter: "numberType eq 'directRouting'").collect()
        #expect(
            numbers == [
                NumberAssignment(
                    id: "n1", telephoneNumber: "+12125550100", assignmentStatus: .userAssigned,
                    assignmentTargetID: "u1",
                    activationState: "activated"),
                NumberAssignment(
                    id: "n2", telephoneNumber: "+12125550101", numberType: .init(rawValue: "carrierPigeon")),
            ])
        #expect(
            bench.stub.requests.map(\.readable) == [
                Self.path + "/numberAssignments?$filter=numberType eq 'directRouting'"
            ])
    }

    @Test func `assigning is an order, and only its id is taken from the link`() async throws {
        let bench = Bench([
            HTTPResponse(
                status: 202,
                fields: [
                    "Location": "https://collector.example/v1.0/admin/teams/telephoneNumberManagement/operations/o-1"
                ]),
            HTTPResponse(status: 202, fields: ["Location": "/operations('o-2')"]), HTTPResponse(status: 202),
        ])
        #expect(try await bench.graph.numberAssignments.assign("+12125550100", to: "u1") == "o-1")
        #expect(try await bench.graph.numberAssignments.unassign("+12125550100") == "o-2")
        #expect(try await bench.graph.numberAssignments.unassign("+12125550100") == nil)
        #expect(
            bench.stub.requests.map(\.text).dropLast() == [
                """
                POST \(Self.path)/numberAssignments/assignNumber
                Content-Type: application/json
                {"assignmentCategory":"primary","assignmentTargetId":"u1","numberType":"directRouting",\
                "telephoneNumber":"+12125550100"}
                """,
                """
                POST \(Self.path)/numberAssignments/unassignNumber
                Content-Type: application/json
                {"numberType":"directRouting","telephoneNumber":"+12125550100"}
                """,
            ])
    }

    @Test func `an order is waited for, and its failure comes in Teams' words`() async throws {
        try await VirtualTime.run { time in
            let bench = Bench(time: time) { _, count in
                .json(
                    count < 3
                        ? #"{"id":"o","status":"running","numbers":[]}"#
                        : #"{"id":"o","status":"failed","numbers":[{"status":"failed","statusDetail":"no licence"}]}"#)
            }
            let order = try await bench.graph.numberAssignments.settle("o")
            #expect(order.failure == "no licence")
            #expect(bench.stub.requests.last?.target == Self.path + "/operations/o")
            #expect(time.now == .seconds(10))
        }
    }

    @Test func `waiting for an order ends when the time is up`() async throws {
        try await VirtualTime.run { time in
            let bench = Bench(time: time) { _, _ in .json(#"{"id":"o","status":"notStarted"}"#) }
            let order = try await bench.graph.numberAssignments.settle("o", within: .seconds(20))
            #expect(order.status == .notStarted && time.now <= .seconds(20))
        }
    }

    enum Found: Sendable, Equatable { case available, unavailable, unknown }
    static let answers: [(HTTPResponse, Found)] = [
        (.json(#"{"value":[]}"#), .available),
        (
            .json(
                #"{"error":{"code":"BadRequest","message":"Resource not found for the segment 'teams'."}}"#, status: 400
            ), .unavailable
        ),
        (HTTPResponse(status: 404), .unavailable),
        (.json(#"{"error":{"code":"Forbidden","message":"no"}}"#, status: 403), .unknown),
        (HTTPResponse(status: 500), .unknown),
    ]

    @Test(arguments: answers) func `whether a tenant offers it is found out, and not guessed`(
        answer: HTTPResponse, expected: Found
    ) async throws {
        try await VirtualTime.run { time in
            let bench = Bench(time: time) { _, _ in answer }
            let found: Found =
                switch try await bench.graph.numberAssignments.availability() {
                case .available: .available
                case .unavailable: .unavailable
                case .unknown: .unknown
                }
            #expect(found == expected)
        }
    }

    @Test func `a cloud without it is not asked`() async throws {
        let bench = Bench(cloud: .gccHigh) { _, _ in HTTPResponse(status: 500) }
        guard case .unavailable = try await bench.graph.numberAssignments.availability() else {
            return #expect(Bool(false))
        }
        await #expect(throws: ConfigurationError.self) { try await bench.graph.numberAssignments.unassign("+1") }
        #expect(bench.stub.requests.isEmpty)
    }
}
