import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct MembershipTests {
    static let exists = HTTPResponse.json(
        #"{"error":{"code":"Request_BadRequest","message":"One or more added object references already exist for the following modified properties: 'members'."}}"#,
        status: 400)

    @Test func `people are added twenty at a time, by their addresses in this cloud`() async throws {
        let bench = Bench { _, _ in HTTPResponse(status: 204) }
        let people = (1...21).map { User.ID("u\($0)") }
        let results = try await bench.graph.groups.add(people + ["u1"], to: "g")
        #expect(results.count == 21)
        #expect(results.values.allSatisfy { $0 == .success(.added) })
        #expect(bench.stub.requests.map(\.method) == [.patch, .patch])
        #expect(bench.stub.requests.map(\.target) == ["/v1.0/groups/g", "/v1.0/groups/g"])
        #expect(
            bench.stub.requests.last?.bodyText
                == #"{"members@odata.bind":["https://graph.microsoft.com/v1.0/directoryObjects/u21"]}"#)
    }

    @Test func `one who is there already does not keep the other nineteen out`() async throws {
        let bench = Bench { request, _ in
            if request.method == .patch { return Self.exists }
            return request.bodyText.contains("/u2\"") ? Self.exists : HTTPResponse(status: 204)
        }
        let results = try await bench.graph.groups.add(["u1", "u2", "u3"], to: "g")
        #expect(
            results == ["u1": .success(.added), "u2": .success(.alreadyMember), "u3": .success(.added)])
        #expect(bench.stub.requests.map(\.target).dropFirst().allSatisfy { $0 == "/v1.0/groups/g/members/$ref" })
        #expect(
            bench.stub.requests.last?.bodyText
                == #"{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/u3"}"#)
    }

    @Test func `one who does not exist fails alone`() async throws {
        let bench = Bench { request, _ in
            request.method == .patch || request.bodyText.contains("/gone\"")
                ? .json(#"{"error":{"code":"Request_ResourceNotFound","message":"no such thing"}}"#, status: 404)
                : HTTPResponse(status: 204)
        }
        let results = try await bench.graph.groups.add(["u1", "gone"], to: "g")
        #expect(results["u1"] == .success(.added))
        guard case .failure(let error)? = results["gone"] else { return #expect(Bool(false), "\(results)") }
        #expect(error.category == .notFound)
    }

    @Test func `a refusal that everybody would meet is thrown, with the permission that is missing`() async throws {
        let bench = Bench(
            #"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}"#, status: 403)
        let error = await #expect(throws: ServiceError.self) {
            try await bench.graph.groups.add(["u1", "u2"], to: "g")
        }
        #expect(error?.remedy?.action == .grantPermissions(["GroupMember.ReadWrite.All"]))
        #expect(bench.stub.requests.count == 1)
    }

    @Test func `taking somebody out deletes the reference, and an absent one is as good`() async throws {
        let bench = Bench([HTTPResponse(status: 204), HTTPResponse(status: 404)])
        #expect(try await bench.graph.groups.remove("u1", from: "g") == .removed)
        #expect(try await bench.graph.groups.remove("u1", from: "g") == .alreadyAbsent)
        #expect(bench.stub.requests.map(\.text) == Array(repeating: "DELETE /v1.0/groups/g/members/u1/$ref", count: 2))
    }

    /// Without `/$ref` the same DELETE deletes the user. So: whatever the ids are, it ends in it, and it is one more segment.
    @Test func `whatever the ids are, a removal's address ends in $ref`() async throws {
        var ids = [
            "u1", "/", "..", ".", "a/b", "a/../../users/u1", "u1?x=", "u1?$ref=", "u1#", "#EXT#", "$ref", "%2F",
            "%24ref",
            "u1/$ref/..", "é", "名", "a b", "\u{0}", "+", "'", "'or'1", "\\", "u1;v=1", "//", "u1\n", ":443", "@host",
        ]
        var seed: UInt64 = 20_261_124
        let alphabet = Array("ab/\\.?#%$&=+ ;:@'\"0\u{7F}é\u{1F600}")
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<8 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(alphabet[Int(seed >> 33) % alphabet.count])
            }
            ids.append(text)
        }
        let bench = Bench { _, _ in HTTPResponse(status: 204) }
        for id in ids where id.contains(where: { !$0.isWhitespace }) {
            _ = try await bench.graph.groups.remove(User.ID(id), from: "g")
            _ = try await bench.graph.groups.remove("u1", from: Group.ID(id))
        }
        #expect(bench.stub.requests.count > 1000)
        for request in bench.stub.requests {
            let address = request.url.absoluteString
            let segments = request.target.split(separator: "/", omittingEmptySubsequences: false)
            #expect(address.hasSuffix("/$ref"), "\(address)")
            #expect(segments.count == 7 && segments[2] == "groups" && segments[4] == "members", "\(address)")
            #expect(request.url.query() == nil && request.url.fragment() == nil, "\(address)")
        }
    }

    @Test func `an empty id is refused before anything is sent`() async {
        let bench = Bench { _, _ in HTTPResponse(status: 204) }
        for (member, group) in [("", "g"), ("u", ""), (" ", "g")] {
            await #expect(throws: ConfigurationError.self) {
                try await bench.graph.groups.remove(User.ID(member), from: Group.ID(group))
            }
        }
        #expect(bench.stub.requests.isEmpty)
    }

    @Test func `every refusal to change a group's members says where they are changed`() {
        #expect(Group.MembershipVerdict.writable.refusal == nil)
        for verdict in [Group.MembershipVerdict.dynamic, .onPremises, .mailEnabled, .roleAssignable] {
            #expect(verdict.refusal?.remedy.sentence.isEmpty == false)
        }
    }
}
