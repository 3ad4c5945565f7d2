import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct GroupsTests {
    static let select =
        "id,displayName,groupTypes,securityEnabled,mailEnabled,membershipRule,onPremisesSyncEnabled,isAssignableToRole"

    @Test func `a group is found by its whole name, quoted`() async throws {
        let bench = Bench(
            #"{"value":[{"id":"g","displayName":"Bob's team","groupTypes":["Unified"],"mailEnabled":true}]}"#)
        let group = try await bench.graph.groups.named("Bob's team")
        #expect(group == Group(id: "g", displayName: "Bob's team", groupTypes: ["Unified"], mailEnabled: true))
        #expect(
            bench.stub.requests.map(\.readable) == [
                "/v1.0/groups?$filter=displayName eq 'Bob''s team'&$select=\(Self.select)&$top=20"
            ])
    }

    @Test func `no group of that name is an error with a remedy`() async throws {
        let bench = Bench(#"{"value":[]}"#)
        let error = await #expect(throws: ServiceError.self) { try await bench.graph.groups.named("Nobody") }
        #expect(error?.category == .notFound)
        #expect(error?.operation == "groups.find")
        #expect(error?.message == "There is no group named “Nobody”.")
        #expect(error?.remedy?.sentence.contains("spelling") == true)
    }

    @Test func `several groups of that name are listed, and none is picked`() async throws {
        let bench = Bench(
            #"{"value":[{"id":"g1","displayName":"Sales"},{"id":"g2","displayName":"Sales","groupTypes":["DynamicMembership"]}]}"#
        )
        let error = await #expect(throws: ServiceError.self) { try await bench.graph.groups.named("Sales") }
        #expect(error?.category == .conflict)
        #expect(error?.message == "2 groups are named “Sales”: g1, g2 (dynamic)")
        #expect(error?.remedy?.sentence == "Name the group by its object id.")
    }

    @Test func `a name that occurs on a second page only is still found`() async throws {
        let bench = Bench([
            .json(#"{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/groups?$skiptoken=x"}"#),
            .json(#"{"value":[{"id":"g"}]}"#),
        ])
        #expect(try await bench.graph.groups.named("Late").id == "g")
    }

    @Test func `a group is got by id, and absence is an answer`() async throws {
        let bench = Bench([.json(#"{"id":"g"}"#), HTTPResponse(status: 404)])
        #expect(try await bench.graph.groups.get("g")?.id == "g")
        #expect(try await bench.graph.groups.get("h") == nil)
    }

    @Test func `members come with their kind, whatever the app may read of them`() async throws {
        let bench = Bench(
            ##"""
            {"value":[
              {"@odata.type":"#microsoft.graph.user","id":"1","displayName":"A","userPrincipalName":"a@x"},
              {"@odata.type":"#microsoft.graph.group","id":"2","displayName":null},
              {"@odata.type":"#microsoft.graph.agentIdentity","id":"3"},
              {"id":"4"},{"id":"5","userPrincipalName":"e@x"}
            ]}
            """##)
        let members = try await bench.graph.groups.members(of: "g").collect()
        #expect(
            members == [
                GroupMember(id: "1", type: .user, displayName: "A", userPrincipalName: "a@x"),
                GroupMember(id: "2", type: .group),
                GroupMember(id: "3", type: GroupMember.Kind(rawValue: "agentIdentity")),
                GroupMember(id: "4", type: .unknown), GroupMember(id: "5", type: .user, userPrincipalName: "e@x"),
            ])
        #expect(members.map(\.userID) == ["1", nil, nil, nil, "5"])
        for member in members {
            #expect(try JSONDecoder().decode(GroupMember.self, from: try JSONEncoder().encode(member)) == member)
        }
        #expect(
            bench.stub.requests.map(\.readable) == [
                "/v1.0/groups/g/members?$select=id,displayName,userPrincipalName&$top=999"
            ])
    }

    @Test func `transitive members have a call of their own`() async throws {
        let bench = Bench(#"{"value":[]}"#)
        #expect(try await bench.graph.groups.members(of: "g/1", transitive: true).collect().isEmpty)
        #expect(bench.stub.requests[0].target.hasPrefix("/v1.0/groups/g%2F1/transitiveMembers?"))
    }

    @Test func `whether members can be written is told beforehand`() {
        let rows: [(Group, Group.MembershipVerdict)] = [
            (Group(id: "1", securityEnabled: true), .writable),
            (Group(id: "2", groupTypes: ["DynamicMembership"], onPremisesSyncEnabled: true), .dynamic),
            (Group(id: "3", groupTypes: ["Unified", "dynamicmembership"]), .dynamic),
            (Group(id: "4", onPremisesSyncEnabled: true), .onPremises),
            (Group(id: "5", securityEnabled: true, mailEnabled: true), .mailEnabled),
            (Group(id: "6", groupTypes: ["Unified"], mailEnabled: true), .writable),
            (Group(id: "7", securityEnabled: true, isAssignableToRole: true), .roleAssignable),
        ]
        for (group, verdict) in rows { #expect(group.membershipVerdict == verdict, "\(group.id)") }
    }
}
