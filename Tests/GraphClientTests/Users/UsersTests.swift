import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct UsersTests {
    static let select =
        "id,userPrincipalName,mail,displayName,givenName,surname,department,jobTitle,accountEnabled,userType,assignedLicenses,assignedPlans,businessPhones,mobilePhone,usageLocation,isResourceAccount,onPremisesSyncEnabled,proxyAddresses"

    @Test func `users are listed 999 a page with the fields that provisioning needs`() async throws {
        let bench = Bench(#"{"value":[{"id":"1"}]}"#)
        let users = try await bench.graph.users.list().collect()
        #expect(users == [User(id: "1")])
        let request = try #require(bench.stub.requests.first)
        #expect(request.method == .get)
        #expect(request.url.absoluteString.hasPrefix("https://graph.microsoft.com/v1.0/users?$select=id%2CuserPrin"))
        #expect(request.readable == "/v1.0/users?$select=\(Self.select)&$top=999")
        #expect(request.fields["Authorization"] == "Bearer the-token")
        #expect(request.fields["Accept"] == "application/json")
        #expect(request.fields["ConsistencyLevel"] == nil)
        #expect(request.body == nil)
        let id = try #require(request.fields["client-request-id"])
        #expect(UUID(uuidString: id) != nil && id == id.lowercased())
    }

    @Test func `a filter with O'Neil and a plus sign arrives whole`() async throws {
        let bench = Bench(#"{"value":[]}"#)
        let name = "O'Neil + Söhne & Co"
        _ = try await bench.graph.users.list(filter: "department eq \(name)", select: ["id"]).collect()
        #expect(
            bench.stub.requests[0].target
                == "/v1.0/users?$select=id&$top=999&$filter=department%20eq%20%27O%27%27Neil%20%2B%20S%C3%B6hne%20%26%20Co%27"
        )
    }

    @Test func `an advanced query asks for eventual consistency and a count, on every page`() async throws {
        let bench = Bench { _, count in
            count == 1
                ? .json(#"{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/users?$skiptoken=X"}"#)
                : .json(#"{"value":[{"id":"1"}]}"#)
        }
        let users = try await bench.graph.users.list(filter: "userType ne \("Guest")", select: ["id"]).collect()
        #expect(users.count == 1)
        #expect(
            bench.stub.requests.map(\.readable) == [
                "/v1.0/users?$select=id&$top=999&$filter=userType ne 'Guest'&$count=true",
                "/v1.0/users?$skiptoken=X",
            ])
        #expect(bench.stub.requests.map { $0.fields["ConsistencyLevel"] } == ["eventual", "eventual"])
    }

    @Test func `a search looks in names, mail addresses and sign-in names, and cannot leave its quotes`() async throws {
        let bench = Bench(#"{"value":[]}"#)
        _ = try await bench.graph.users.list(search: #" Ann "the\best" "#, select: ["id"], pageSize: 50).collect()
        #expect(
            bench.stub.requests[0].readable
                == #"/v1.0/users?$select=id&$top=50&$search="displayName:Ann \"the\\best\"" OR "mail:Ann \"the\\best\"" OR "userPrincipalName:Ann \"the\\best\""&$count=true"#
        )
        #expect(bench.stub.requests[0].fields["ConsistencyLevel"] == "eventual")
    }

    @Test func `what Graph would refuse is refused before it is sent`() {
        let bench = Bench(#"{"value":[]}"#)
        #expect(throws: ConfigurationError.self) { try bench.graph.users.list(pageSize: 1000) }
        #expect(throws: ConfigurationError.self) { try bench.graph.users.list(pageSize: 0) }
        let many = (0..<16).map { String($0) }
        #expect(throws: ConfigurationError.self) { try bench.graph.users.list(filter: "mail in \(many)") }
        #expect(bench.stub.requests.isEmpty)
    }

    @Test func `fields may be null or absent, unknown ones and unknown words are kept or ignored`() async throws {
        let bench = Bench(
            """
            {"@odata.context":"x","value":[
              {"id":"1","mail":null,"assignedPlans":null,"accountEnabled":true,"userType":"Alien","new":{"a":[1]},
               "assignedLicenses":[{"skuId":"AA-1","disabledPlans":["BB"]},{"skuId":"x","disabledPlans":null}],
               "proxyAddresses":["SMTP:a@x"]},
              {"id":"2","assignedPlans":[{"servicePlanId":"P","service":null,"capabilityStatus":"Odd","assignedDateTime":"x"}]}
            ]}
            """)
        let users = try await bench.graph.users.list().collect()
        #expect(
            users == [
                User(
                    id: "1", accountEnabled: true, userType: "Alien",
                    assignedLicenses: [
                        AssignedLicense(skuID: "aa-1", disabledPlans: ["bb"]), AssignedLicense(skuID: "x"),
                    ], proxyAddresses: ["SMTP:a@x"]),
                User(
                    id: "2",
                    assignedPlans: [
                        AssignedPlan(
                            servicePlanID: "p", service: nil, capabilityStatus: CapabilityStatus(rawValue: "Odd"))
                    ]),
            ])
    }

    @Test func `a user survives being written and read`() throws {
        let user = User(
            id: "1", userPrincipalName: "a@x", mail: "b@x", displayName: "A", givenName: "G", surname: "S",
            department: "D", jobTitle: "J", accountEnabled: false, userType: "Guest",
            assignedLicenses: [AssignedLicense(skuID: "s", disabledPlans: ["p"])],
            assignedPlans: [AssignedPlan(servicePlanID: "p", service: "t", capabilityStatus: .warning)],
            businessPhones: ["+1"], mobilePhone: "+2", usageLocation: "DE", isResourceAccount: true,
            onPremisesSyncEnabled: false, proxyAddresses: ["smtp:c@x"])
        #expect(try JSONDecoder().decode(User.self, from: try JSONEncoder().encode(user)) == user)
        #expect(user.isGuest)
        #expect(!User(id: "2", userType: "Member").isGuest && !User(id: "3").isGuest)
    }

    @Test func `a user is got by id or sign-in name, and absence is an answer`() async throws {
        let bench = Bench { _, count in
            count == 1
                ? .json(#"{"id":"1","displayName":"A"}"#)
                : .json(#"{"error":{"code":"Request_ResourceNotFound","message":"gone"}}"#, status: 404)
        }
        #expect(try await bench.graph.users.get("a#EXT#@x.onmicrosoft.com") == User(id: "1", displayName: "A"))
        #expect(try await bench.graph.users.get("nobody@x") == nil)
        #expect(bench.stub.requests[0].target.hasPrefix("/v1.0/users/a%23EXT%23%40x.onmicrosoft.com?$select=id"))
    }

    @Test func `users are counted with eventual consistency`() async throws {
        let bench = Bench([HTTPResponse(status: 200, body: Data("\u{FEFF}12345".utf8))])
        #expect(try await bench.graph.users.count(filter: "accountEnabled eq \(true)") == 12345)
        let request = bench.stub.requests[0]
        #expect(request.readable == "/v1.0/users/$count?$filter=accountEnabled eq true")
        #expect(request.fields["ConsistencyLevel"] == "eventual")
        #expect(request.fields["Accept"] == "text/plain")
    }

    @Test func `a count that is no number is said to be unreadable`() async throws {
        let bench = Bench([HTTPResponse(status: 200, body: Data("<html>".utf8))])
        let error = await #expect(throws: ServiceError.self) { try await bench.graph.users.count() }
        #expect(error?.category == .decoding)
    }

    @Test func `ids are resolved a thousand at a time`() async throws {
        let bench = Bench { request, _ in
            request.bodyText.contains(#""u0""#)
                ? .json(##"{"value":[{"@odata.type":"#microsoft.graph.user","id":"u0"}]}"##)
                : .json(#"{"value":[]}"#)
        }
        let users = try await bench.graph.users.byIDs((0..<1001).map { User.ID("u\($0)") })
        #expect(users.map(\.id) == ["u0"])
        #expect(bench.stub.requests.map(\.target) == Array(repeating: "/v1.0/directoryObjects/getByIds", count: 2))
        #expect(bench.stub.requests[1].bodyText == #"{"ids":["u1000"],"types":["user"]}"#)
        #expect(bench.stub.requests[1].fields["Content-Type"] == "application/json")
        #expect(try await bench.graph.users.byIDs([]).isEmpty)
        #expect(bench.stub.requests.count == 2)
    }

    @Test func `licence details come with their plans`() async throws {
        let bench = Bench(
            #"{"value":[{"id":"x","skuId":"S","skuPartNumber":"SPE_E5","servicePlans":[{"servicePlanId":"P","servicePlanName":"TEAMS1","provisioningStatus":"Success","appliesTo":"User"}]}]}"#
        )
        let details = try await bench.graph.users.licenseDetails(of: "1")
        #expect(
            details == [
                LicenseDetails(
                    skuID: "S", skuPartNumber: "SPE_E5",
                    servicePlans: [
                        ServicePlan(
                            servicePlanID: "P", servicePlanName: "TEAMS1", provisioningStatus: "Success",
                            appliesTo: "User")
                    ])
            ])
        #expect(bench.sent == ["GET /v1.0/users/1/licenseDetails"])
    }
}
