import Foundation
import PatchbayCore
import Testing

@testable import GraphClient

/// Users, changes, presences and batch answers are read straight from the bytes, to the same values as ever.
@Suite struct HotGraphTests {
    private let user = #"""
        {"@odata.type":"#microsoft.graph.user","id":"87d349ed-44d7-43e1-9a83-5f2406dee5bd","displayName":"Adele \"Ad\u00e9\" Vance",
        "givenName":null,"surname":"Vançe","jobTitle":"Retail Manager of the whole region","department":"Retail and everything else",
        "mail":"AdeleV@contoso.example","userPrincipalName":"AdeleV@contoso.example","accountEnabled":true,"userType":"Member",
        "businessPhones":["+1 425 555 0109"],"mobilePhone":null,"usageLocation":"US","isResourceAccount":false,
        "onPremisesSyncEnabled":null,"proxyAddresses":["SMTP:AdeleV@contoso.example","smtp:adele@contoso.example"],
        "assignedLicenses":[{"disabledPlans":["57FF2DA0-773E-42DF-B2AF-FFB7A2317929"],"skuId":"C7DF2760-2C81-4EF7-B578-5B5392B571DF"},
        {"disabledPlans":null,"skuId":"c7df2760-2c81-4ef7-b578-5b5392b571df"}],
        "assignedPlans":[{"assignedDateTime":"2024-08-10T22:46:12Z","capabilityStatus":"Enabled","service":"TeamspaceAPI",
        "servicePlanId":"57FF2DA0-773E-42DF-B2AF-FFB7A2317929"},{"capabilityStatus":null,"servicePlanId":"57ff2da0-773e-42df-b2af-ffb7a2317929"}],
        "manager":{"id":"x","tags":[1,2.5e3,true,null,{"a":[]}]}}
        """#

    @Test func `a user is the same read either way, and so is one with nothing but an id`() throws {
        try BothWays<User>().agree(on: user)
        try BothWays<User>().agree(on: #"{"id":"a"}"#)
        try BothWays<User>().agree(
            on: "{\"id\":\"a\",\"assignedPlans\":null,\"assignedLicenses\":null,\"proxyAddresses\":null}")
    }

    @Test(arguments: 0..<4)
    func `a broken user is never more than the ordinary decoder makes of it`(seed: UInt64) {
        BothWays<User>().agree(onBroken: user, seed: seed)
    }

    @Test func `every field of a user is read quickly`() throws {
        let names = User.CodingKeys.allCases.map(\.stringValue)
        #expect(names.allSatisfy { user.contains("\"\($0)\"") }, "the sample above has all fields")
        let read = try #require(User.quickly(from: Data(user.utf8)))
        #expect(read.assignedLicenses.first?.disabledPlans == ["57ff2da0-773e-42df-b2af-ffb7a2317929"])
        #expect(
            read.assignedPlans.map(\.servicePlanID)
                == Array(repeating: "57ff2da0-773e-42df-b2af-ffb7a2317929", count: 2))
        #expect(read.displayName == "Adele \"Adé\" Vance")
    }

    @Test func `a page of users is read with its links, wherever they stand`() throws {
        for links in [
            #""@odata.nextLink":"https://graph.microsoft.com/v1.0/users?$skiptoken=a%20b","#, #""@odata.nextLink":"","#,
            "",
        ] {
            let front = #"{"@odata.context":"x",\#(links)"value":[\#(user),{"id":"b"}]}"#
            let page = try #require(GraphPage<User>.quickly(from: Data(front.utf8)))
            let slow = try JSONDecoder().decode(GraphPage<User>.self, from: Data(front.utf8))
            #expect(page.value == slow.value)
            #expect(page.nextLink == slow.nextLink)
        }
        let back = #"{"value":[],"@odata.deltaLink":"https://graph.microsoft.com/v1.0/users/delta?$deltatoken=x"}"#
        #expect(GraphPage<User>.quickly(from: Data(back.utf8))?.deltaLink?.query() == "$deltatoken=x")
    }

    @Test func `a long page of users is read as they are one by one`() throws {
        let page = Data(#"{"value":[\#(Array(repeating: user, count: 20).joined(separator: ",\n"))]}"#.utf8)
        let one = try JSONDecoder().decode(User.self, from: Data(user.utf8))
        #expect(GraphPage<User>.quickly(from: page)?.value == Array(repeating: one, count: 20))
    }

    @Test func `users who have the plans of somebody before keep their own`() throws {
        func plans(_ states: [String]) -> String {
            "["
                + states.enumerated().map { #"{"servicePlanId":"A\#($0)","capabilityStatus":"\#($1)"}"# }.joined(
                    separator: ",")
                + "]"
        }
        let lists =
            [
                ["Enabled", "Enabled"], ["Enabled", "Enabled"], ["Enabled"], ["Enabled"],
                ["Enabled", "Suspended", "Enabled"],
                ["Suspended"], [], ["Suspended", "Enabled"], ["Suspended", "Enabled"],
            ].map(plans) + ["null", plans(["Suspended", "Enabled", "Warning"]), #"[{"servicePlanId":"a0"}]"#]
        let users = lists.enumerated().map { #"{"id":"\#($0)","assignedPlans":\#($1)}"# }.joined(separator: ",")
        let page = Data(#"{"value":[\#(users)]}"#.utf8)
        let quick = try #require(GraphPage<User>.quickly(from: page))
        #expect(quick.value == (try JSONDecoder().decode(GraphPage<User>.self, from: page)).value)
        let changes = try #require(GraphPage<DeltaItem>.quickly(from: page))
        #expect(changes.value == quick.value.map { DeltaItem.changed($0) })
    }

    @Test(arguments: [
        #"{"userPrincipalName":"ann.lee@contoso.example","mail":"ann.lee@contoso.example","id":"a"}"#,
        #"{"mail":"ann.lee@contoso.example","id":"a","userPrincipalName":"Ann.Lee@contoso.example"}"#,
        #"{"mail":"ann.lee@contoso.example","id":"a","userPrincipalName":"ann.lee@contoso.examp"}"#,
        #"{"mail":"ann.lee@contoso.example","id":"a","userPrincipalName":"\u0061nn.lee@contoso.example"}"#,
        #"{"mail":"münter@contoso.example","id":"a","userPrincipalName":"münter@contoso.example"}"#,
        #"{"mail":"","id":"a","userPrincipalName":""}"#,
    ])
    func `a mail address that is the sign-in name is still both`(json: String) throws {
        try BothWays<User>().agree(on: json)
    }

    @Test(arguments: [
        #"{"value":{}}"#, #"{"values":[]}"#, #"{"value":[],"@odata.nextLink":7}"#, #"{"value":[{"mail":"a"}]}"#,
        #"{"value":null}"#,
    ])
    func `a page that is none is left to the ordinary decoder`(json: String) {
        #expect(GraphPage<User>.quickly(from: Data(json.utf8)) == nil)
    }

    @Test(arguments: [
        #"{"id":"a","@removed":{"reason":"changed"}}"#, #"{"@removed":{"reason":"deleted","more":[1]},"id":"a"}"#,
        #"{"id":"a","@removed":{}}"#,
        #"{"id":"a","@removed":null,"mail":"a@b.c"}"#,
        #"{"id":"a","displayName":"A","manager@delta":[{"@removed":{"reason":"changed"},"id":"m"}]}"#,
    ])
    func `a change is the same read either way`(json: String) throws {
        try BothWays<DeltaItem>().agree(on: json)
        BothWays<DeltaItem>().agree(onBroken: json, seed: 5, times: 200)
    }

    @Test(arguments: [
        #"{"id":"fa8bf3dc","availability":"Busy","activity":"InAMeeting","sequenceNumber":"A0637","outOfOfficeSettings":{"message":null,"isOutOfOffice":false}}"#,
        #"{"id":"a","sequenceNumber":17,"outOfOfficeSettings":null,"statusMessage":{"message":{"content":"x"}}}"#,
        #"{"id":"a","availability":null,"activity":null,"outOfOfficeSettings":{}}"#,
    ])
    func `a presence is the same read either way`(json: String) throws {
        try BothWays<UserPresence>().agree(on: json)
        BothWays<UserPresence>().agree(onBroken: json, seed: 6, times: 200)
    }

    @Test func `the bodies in a batch's answer mean the same either way, and keep every digit`() throws {
        let json = Data(
            #"""
            {"responses":[{"id":"1","status":201,"headers":{"Location":"https://x","Retry-After":7,"Empty":"","Odd":[1]},"body":null},
            {"id":2,"status":200,"headers":{"content-type":"application/json; x"},"body":{ "n" : 12345678901234567890.125, "t":"\u00e9" }},
            {"body":"aGFsbG8=","headers":{"Content-Type":"image/png"},"status":200,"id":"3"},
            {"id":"4","status":204},{"id":"5","status":200,"headers":null,"body":"plain, no base64"},
            {"id":"6","status":400,"headers":{"Content-Type":"application/json"},"body":"text"}],"@odata.nextLink":null}
            """#.utf8)
        let quick = try #require(BatchResponseBody.quickly(from: json))
        let slow = try JSONDecoder().decode(BatchResponseBody.self, from: json)
        #expect(quick.isPartial == slow.isPartial)
        #expect(quick.responses.map(\.id) == ["1", "2", "3", "4", "5", "6"])
        for (left, right) in zip(quick.responses, slow.responses) {
            #expect(left.id == right.id)
            #expect(left.response.status == right.response.status)
            #expect(left.response.fields == right.response.fields)
            if left.id != "2" { #expect(left.response.body == right.response.body, "item \(left.id)") }
        }
        #expect(
            String(decoding: quick.responses[1].response.body, as: UTF8.self)
                == #"{ "n" : 12345678901234567890.125, "t":"\u00e9" }"#)
        #expect(quick.responses[0].response.fields == ["Location": "https://x", "Retry-After": "7"])
        #expect(quick.responses[2].response.body == Data("hallo".utf8))
    }

    @Test func `a batch is written as JSON whatever its items hold`() throws {
        struct Document: Decodable {
            struct Item: Decodable {
                var id: String
                var method: String
                var url: String
                var headers: [String: String]?
                var body: [String: String]?
            }
            var requests: [Item]
        }
        let path = "/users/ä\"\\\u{1}\u{1F}/x"
        let document = try JSONDecoder().decode(
            Document.self,
            from: try BatchRequestBody.data(for: [
                BatchItem(
                    id: "a", operation: APIOperation("x"), path: path, query: ["$filter": "a eq 'b'"],
                    fields: ["X-\n": "ü\t", "Y": "1", "y": "2"]),
                BatchItem(
                    id: "b", operation: APIOperation("x"), method: .post, path: "/b", body: Data(#" {"k":"v"} "#.utf8)),
                BatchItem(id: "c", operation: APIOperation("x"), method: .delete, path: "/c"),
            ]))
        #expect(document.requests.map(\.id) == ["1", "2", "3"])
        #expect(document.requests.map(\.method) == ["GET", "POST", "DELETE"])
        #expect(document.requests[0].url.hasPrefix(path + "?"))
        #expect(document.requests[0].headers?["X-\n"] == "ü\t")
        #expect(document.requests[1].headers == ["Content-Type": "application/json"])
        #expect(document.requests[1].body == ["k": "v"])
        #expect(document.requests[2].headers == nil)
        #expect(document.requests[2].body == nil)
        #expect(throws: DecodingError.self) {
            try BatchRequestBody.data(for: [
                BatchItem(id: "a", operation: APIOperation("x"), path: "/", body: Data("{]".utf8))
            ])
        }
    }
}
