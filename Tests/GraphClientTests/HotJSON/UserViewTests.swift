import Foundation
import PatchbayCore
import PatchbayTesting
import Testing

@testable import GraphClient

/// The view of users as they stand in their pages.
@Suite struct UserViewTests {
    private static let full = #"""
        {"id":"u1","displayName":"Ad\u00e9le","givenName":"A","surname":null,"jobTitle":"J","department":"D","mail":"a@contoso.example","userPrincipalName":"upn",
        "accountEnabled":true,"userType":"Guest","businessPhones":["+1"],"mobilePhone":"+2","usageLocation":"US","isResourceAccount":false,
        "onPremisesSyncEnabled":null,"proxyAddresses":["SMTP:a@contoso.example","smtp:\"q\"@contoso.example"],
        "assignedLicenses":[{"skuId":"S","disabledPlans":["P"]}],"assignedPlans":[{"servicePlanId":"P","service":"s","capabilityStatus":"Enabled"}],"x":{}}
        """#

    private func page(_ users: String, link: String? = nil, after: Bool = false) -> HTTPResponse {
        let next = link.map { #""@odata.nextLink":"https://graph.microsoft.com/v1.0/users?p=\#($0)""# }
        let value = #""value":[\#(users)]"#
        return .json("{" + [after ? value : next, after ? next : value].compactMap { $0 }.joined(separator: ",") + "}")
    }

    @Test func `the sample of the page on performance counts who is enabled`() async throws {
        let graph = Bench([
            page(#"{"id":"u1","accountEnabled":true},{"id":"u2","accountEnabled":false}"#, link: "2"),
            page(#"{"id":"u3","accountEnabled":true},{"id":"u4"}"#),
        ]).graph
        var enabled = 0
        try await graph.users.forEachRecord { user in
            if user.accountEnabled == true { enabled += 1 }
        }
        #expect(enabled == 2)
    }

    @Test func `a record says the same as the user that is made of it`() async throws {
        let bench = Bench([page(Self.full)])
        let expected = try JSONDecoder().decode(User.self, from: Data(Self.full.utf8))
        let count = try await bench.graph.users.forEachRecord { record in
            #expect(try record.user() == expected)
            let parts = User(
                id: record.id, userPrincipalName: record.userPrincipalName, mail: record.mail,
                displayName: record.displayName, givenName: record.givenName, surname: record.surname,
                department: record.department, jobTitle: record.jobTitle, accountEnabled: record.accountEnabled,
                userType: record.userType, assignedLicenses: try record.assignedLicenses,
                assignedPlans: try record.assignedPlans, businessPhones: record.businessPhones,
                mobilePhone: record.mobilePhone, usageLocation: record.usageLocation,
                isResourceAccount: record.isResourceAccount, onPremisesSyncEnabled: record.onPremisesSyncEnabled,
                proxyAddresses: record.proxyAddresses)
            #expect(parts == expected)
        }
        #expect(count == 1)
        #expect(UserView.Field.allCases.map(\.stringValue) == User.CodingKeys.allCases.map(\.stringValue))
    }

    @Test(arguments: [false, true])
    func `all pages are walked over, wherever their links stand, and no field of one user shows in the next`(
        after: Bool
    ) async throws {
        let bench = Bench([
            page(#"{"id":"1","mail":"m1"},{"id":"2"}"#, link: "2", after: after), page("", link: "3", after: after),
            page(#"{"mail":null,"id":"3"}"#, after: after),
        ])
        var seen: [String] = []
        let count = try await bench.graph.users.forEachRecord { seen.append("\($0.id) \($0.mail ?? "-")") }
        #expect(seen == ["1 m1", "2 -", "3 -"])
        #expect(count == 3)
        #expect(bench.sent.count == 3)
    }

    @Test func `what the quick reader is not sure of is read by the ordinary decoder, and nobody comes twice`()
        async throws
    {
        // The third user has a member twice.
        let bench = Bench([page(#"{"id":"1"},{"id":"2"},{"id":"3","mail":"a","mail":"a"},{"id":"4"}"#)])
        var seen: [String] = []
        #expect(try await bench.graph.users.forEachRecord { seen.append($0.id.rawValue) } == 4)
        #expect(seen == ["1", "2", "3", "4"])
    }

    @Test(arguments: [
        #"{"id":"1"},{"mail":"a"}"#, #"{"id":"1"},{"id":7}"#, #"{"id":"1"},{"id":"2","accountEnabled":"yes"}"#,
        #"{"id":"1"},{"id":"2","proxyAddresses":[1]}"#, #"{"id":"1"},{"id":"2","#,
    ])
    func `a page that cannot be read ends the list with the error that every list gives`(users: String) async throws {
        let bench = Bench([page(users)])
        var seen: [String] = []
        let error = await #expect(throws: ServiceError.self) {
            try await bench.graph.users.forEachRecord { seen.append($0.id.rawValue) }
        }
        #expect(error?.category == .decoding)
        #expect(seen.count <= 1)
        let listed = await #expect(throws: ServiceError.self) {
            try await Bench([page(users)]).graph.users.list().collect()
        }
        #expect(error == listed)
    }

    @Test func `plans that are none are noticed when they are asked for`() async throws {
        let bench = Bench([page(#"{"id":"1","assignedPlans":[{"service":"s"}]}"#)])
        let error = await #expect(throws: ServiceError.self) {
            try await bench.graph.users.forEachRecord { _ = try $0.assignedPlans }
        }
        #expect(error?.category == .decoding)
    }

    @Test func `the closure can end the list`() async throws {
        struct Enough: Error {}
        let bench = Bench([page(#"{"id":"1"},{"id":"2"}"#, link: "2"), page(#"{"id":"3"}"#)])
        var seen = 0
        await #expect(throws: Enough.self) {
            try await bench.graph.users.forEachRecord { _ in
                seen += 1
                throw Enough()
            }
        }
        #expect(seen == 1)
    }
}
