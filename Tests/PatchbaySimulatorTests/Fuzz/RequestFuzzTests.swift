import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Testing

/// Whatever is sent to the cloud, it answers in words and does not fall over: it serves programs that are being written.
@Suite struct RequestFuzzTests {
    private static let rounds = 0..<150 as Range<UInt64>
    private static let genesys = "https://api.mypurecloud.com"
    private static let ringCentral = "https://platform.ringcentral.com/restapi"

    private static let filters = [
        "displayName eq 'O''Brien'", "startswith(displayName,'Zo') and accountEnabled eq true",
        "mail in ('a@x','b''c@x')",
        "not (department eq 'IT' or department ne 'Sales')",
        "assignedLicenses/any(x:x/skuId eq 57ff2da0-773e-42df-b2af-ffb7a2317929)",
        "assignedPlans/any(a:a/servicePlanId eq 57ff2da0-773e-42df-b2af-ffb7a2317929 and a/capabilityStatus eq 'Enabled')",
        "endsWith(userPrincipalName,'@fabrikam.example')", "createdDateTime ge 2026-01-01T00:00:00Z",
        "tolower(mail) eq 'a+b@x'",
        "assignedLicenses/$count eq 0", "onPremisesExtensionAttributes/extensionAttribute1 eq '☎️ 李'",
    ]
    private static let scimFilters = [
        #"userName eq "anna.schmidt@fabrikam.example""#, "active eq false",
        #"id eq "b5cbfea9-c220-420f-850b-f6394be00dc1""#,
        #"urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds[authority eq "microsoftteams" and value eq "x"]"#,
        #"userName eq "o\"brien" and active eq true"#, "email eq unquoted@x",
    ]
    private static let patches = [
        #"{"op":"add","path":"phoneNumbers","value":[{"type":"microsoftteams","value":"+15551000015","primary":true}]}"#,
        #"{"op":"replace","path":"phoneNumbers[type eq \"microsoftteams\"].value","value":"+15551000003"}"#,
        #"{"op":"remove","path":"phoneNumbers[type eq \"work\"]"}"#, #"{"op":"replace","path":"active","value":false}"#,
        #"{"op":"add","path":"urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds","value":[{"authority":"microsoftteams","value":"oid"}]}"#,
        #"{"op":"remove","path":"urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds[authority eq \"microsoftteams\"]"}"#,
    ]

    private let session = Session(count: 30)

    /// The answer is one of the service's own: a status that it uses, and JSON or nothing.
    private func expectOwnAnswer(_ answer: HTTPResponse, _ statuses: Set<Int>, to request: String) {
        #expect(statuses.contains(answer.status), "\(answer.status) to \(request.prefix(300))")
        #expect(answer.body.isEmpty || answer.json.exists, "no JSON to \(request.prefix(300))")
    }

    private func genesysToken() async throws -> String {
        let settings = session.settings.genesys
        let basic = Data("\(settings.clientID):\(settings.clientSecret)".utf8).base64EncodedString()
        let answer = try await session.send(
            .post, "https://login.mypurecloud.com/oauth/token", fields: ["Authorization": "Basic \(basic)"],
            body: "grant_type=client_credentials")
        return try #require(answer.json["access_token"].string)
    }

    @Test func `a directory filter that is damaged is read or refused`() async throws {
        let token = try await session.token()
        for seed in Self.rounds {
            var mutator = ByteMutator(seed: seed)
            let text = mutator.damage(try #require(Self.filters.randomElement(using: &mutator)), with: Self.filters)
            let answer = try await session.graph(
                .get, "/users", query: ["$filter": text, "$count": "true"], token: token,
                fields: ["ConsistencyLevel": "eventual"])
            expectOwnAnswer(answer, [200, 400], to: text)
        }
    }

    @Test(arguments: [
        String(repeating: "(", count: 20_000), String(repeating: "not ", count: 20_000),
        String(repeating: "a/any(x:", count: 20_000), "a eq 1" + String(repeating: " or a eq 1", count: 20_000),
        "a eq 1" + String(repeating: " and a eq 1", count: 20_000),
        "a in (1" + String(repeating: ",1", count: 20_000) + ")",
        "a eq '" + String(repeating: "'", count: 20_000), String(repeating: "x/", count: 20_000) + "y eq 1",
    ])
    func `a directory filter without measure is refused, not followed`(text: String) async throws {
        let answer = try await session.graph(
            .get, "/users", query: ["$filter": text, "$count": "true"], fields: ["ConsistencyLevel": "eventual"])
        expectOwnAnswer(answer, [200, 400], to: text)
    }

    @Test func `a SCIM filter that is damaged is read or refused`() async throws {
        let fields: HTTPFields = ["Authorization": "Bearer \(try await genesysToken())"]
        for seed in Self.rounds {
            var mutator = ByteMutator(seed: seed)
            let text = mutator.damage(
                try #require(Self.scimFilters.randomElement(using: &mutator)), with: Self.scimFilters)
            let query: Query = ["filter": text, "count": "5"]
            let answer = try await session.send(
                .get, "\(Self.genesys)/api/v2/scim/v2/users\(query.suffix)", fields: fields)
            expectOwnAnswer(answer, [200, 400, 429], to: text)
        }
    }

    @Test func `a SCIM PATCH that is damaged is applied or refused, and the user stays readable`() async throws {
        let fields: HTTPFields = [
            "Authorization": "Bearer \(try await genesysToken())", "Content-Type": "application/scim+json",
        ]
        let user = try #require(session.cloud.genesysUsers.first)
        let address = "\(Self.genesys)/api/v2/scim/v2/users/\(user.id)"
        for seed in Self.rounds {
            var mutator = ByteMutator(seed: seed)
            let operations = Self.patches.shuffled(using: &mutator).prefix(2).joined(separator: ",")
            let body = mutator.damage(
                #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\#(operations)]}"#,
                with: Self.patches)
            let answer = try await session.send(.patch, address, fields: fields, body: body)
            expectOwnAnswer(answer, [200, 400, 409, 429], to: body)
            let read = try await session.send(.get, address, fields: fields)
            #expect(read.status == 429 || read.json["id"].string == user.id)
        }
    }

    /// Calls of every kind, with a body that is right.
    private func calls() throws -> [(method: HTTPMethod, url: String, body: String?)] {
        let user = try session.user(.ordinary).id
        let root = "\(Session.graph)/v1.0"
        let install = #"{"teamsApp@odata.bind":"\#(root)/appCatalogs/teamsApps/\#(session.appID)"}"#
        return [
            (.get, "\(root)/users?$select=id,mail&$top=5&$orderby=displayName", nil),
            (.get, "\(root)/users/delta?$select=id,displayName", nil), (.get, "\(root)/users/\(user)?$select=id", nil),
            (.get, #"\#(root)/users?$search=%22displayName:an%22&$count=true"#, nil),
            (.get, "\(root)/users/\(user)/teamwork/installedApps?$expand=teamsApp&$filter=teamsApp/id%20eq%20'1'", nil),
            (.post, "\(root)/users/\(user)/teamwork/installedApps", install),
            (.get, "\(root)/groups?$filter=displayName%20eq%20'x'", nil), (.get, "\(root)/subscribedSkus", nil),
            (.get, "\(root)/servicePrincipals(appId='\(session.settings.apps[0].clientID)')", nil),
            (.post, "\(root)/communications/getPresencesByUserId", #"{"ids":["\#(user)"]}"#),
            (
                .post, "\(root)/users/\(user)/presence/setPresence",
                #"{"sessionId":"\#(session.settings.apps[0].clientID)","availability":"Busy","activity":"InACall","expirationDuration":"PT1H"}"#
            ),
            (
                .post, "\(root)/users/\(user)/presence/setUserPreferredPresence",
                #"{"availability":"Away","activity":"Away","expirationDuration":"P9D"}"#
            ),
            (
                .post, "\(root)/users/\(user)/presence/setStatusMessage",
                #"{"statusMessage":{"message":{"content":"x","contentType":"text"},"expiryDateTime":{"dateTime":"2027-01-15T10:00:00","timeZone":"UTC"}}}"#
            ),
            (
                .post, "\(root)/$batch",
                #"{"requests":[{"id":"1","method":"POST","url":"/users/\#(user)/teamwork/installedApps","headers":{"Content-Type":"application/json"},"body":\#(install)},{"id":"2","method":"GET","url":"/users?$top=1","dependsOn":["1"]}]}"#
            ),
            (.post, "\(root)/directoryObjects/getByIds", #"{"ids":["\#(user)"],"types":["user"]}"#),
            (.get, "\(Self.ringCentral)/v1.0/account/~/extension?page=1&perPage=10&status=Enabled", nil),
            (.get, "\(Self.ringCentral)/v1.0/account/~/directory/entries?page=1&perPage=10", nil),
            (.get, "\(Self.ringCentral)/v1.0/account/~/extension/304000000,304000007/presence", nil),
            (
                .put, "\(Self.ringCentral)/v1.0/account/~/extension/304000000/presence",
                #"{"userStatus":"Busy","dndStatus":"TakeAllCalls","message":"Ça va"}"#
            ),
            (.get, "\(Self.genesys)/api/v2/scim/v2/users?startIndex=1&count=5&attributes=userName", nil),
            (.get, "\(Self.genesys)/api/v2/integrations?pageSize=100&pageNumber=1", nil),
        ]
    }

    @Test func `a call that is damaged anywhere gets an answer of its service`() async throws {
        let ringCentral = try await session.signIn().accessToken
        let tokens = [
            "graph": try await session.token(), "ringcentral": ringCentral, "purecloud": try await genesysToken(),
        ]
        let calls = try calls()
        let usual: Set<Int> = [200, 201, 202, 204, 207, 304, 400, 403, 404, 405, 409, 410, 429]
        for seed in 0..<600 as Range<UInt64> {
            var mutator = ByteMutator(seed: seed)
            var call = try #require(calls.randomElement(using: &mutator))
            if let body = call.body, Bool.random(using: &mutator) {
                call.body = mutator.damage(body, with: calls.compactMap(\.body))
            } else {
                let start = call.url.index(call.url.startIndex, offsetBy: 34)
                call.url = call.url[..<start] + mutator.damage(String(call.url[start...]), with: calls.map(\.url))
            }
            guard let url = URL(string: call.url), let host = url.host() else { continue }
            let service = tokens.first { host.contains($0.key) }
            let answer = try await session.cloud.respond(
                to: HTTPRequest(
                    method: call.method, url: url,
                    fields: ["Authorization": "Bearer \(service?.value ?? "")", "Content-Type": "application/json"],
                    body: call.body.map { Data($0.utf8) }))
            session.advance(1)
            let text = "\(call.method) \(call.url) \(call.body ?? "") (seed \(seed))"
            #expect(usual.contains(answer.status), "\(answer.status) to \(text)")
            // Many extensions at once are answered in parts, and nobody at all has the address of a path that is none.
            let isParts = answer.fields["Content-Type"]?.hasPrefix("multipart/") ?? false
            #expect(answer.body.isEmpty || answer.json.exists || isParts || answer.status == 404, "no JSON to \(text)")
        }
    }

    @Test(arguments: ["-5", "9223372036854775807", "-9223372036854775808", "1e9", ""])
    func `a page that a client made up is refused`(place: String) async throws {
        let token = try await session.token()
        let first = try await session.graph(.get, "/users", query: ["$top": "5"], token: token)
        let link = try #require(first.json["@odata.nextLink"].string)
        let code = try #require(link.components(separatedBy: "$skiptoken=").last)
        let padded = code.replacing("-", with: "+").replacing("_", with: "/")
        let known = String(
            decoding: try #require(
                Data(base64Encoded: padded + String(repeating: "=", count: (4 - padded.utf8.count % 4) % 4))),
            as: UTF8.self)
        let rest = known.split(separator: ".").dropFirst().joined(separator: ".")
        let forged = Data("\(place).\(rest)".utf8).base64EncodedString().replacing("=", with: "")
        let answer = try await session.send(
            .get, link.replacing(code, with: forged.replacing("+", with: "-").replacing("/", with: "_")),
            fields: ["Authorization": "Bearer \(token)"])
        expectOwnAnswer(answer, [200, 400], to: place)
    }

    @Test func `a delta token that a client made up is refused`() async throws {
        let token = try await session.token()
        let first = try await session.graph(
            .get, "/users/delta", query: ["$select": "id"], token: token, fields: ["Prefer": "odata.maxpagesize=5"])
        let link = try #require(first.json["@odata.nextLink"].string ?? first.json["@odata.deltaLink"].string)
        let code = try #require(link.components(separatedBy: "token=").last)
        let padded = code.replacing("-", with: "+").replacing("_", with: "/")
        let known = String(
            decoding: try #require(
                Data(base64Encoded: padded + String(repeating: "=", count: (4 - padded.utf8.count % 4) % 4))),
            as: UTF8.self)
        for seed in 0..<300 as Range<UInt64> {
            var mutator = ByteMutator(seed: seed)
            // Numbers are what such a token is made of.
            var text = known
            for digits in known.matches(of: #/:(\d+)/#).reversed() where Bool.random(using: &mutator) {
                let number =
                    ["-1", "0", "7", "999999", "9223372036854775807", "-9223372036854775808"].randomElement(
                        using: &mutator) ?? "0"
                text.replaceSubrange(digits.range, with: ":" + number)
            }
            let forged = Data(text.utf8).base64EncodedString().replacing("=", with: "").replacing("+", with: "-")
                .replacing("/", with: "_")
            let answer = try await session.send(
                .get, link.replacing(code, with: forged), fields: ["Authorization": "Bearer \(token)"])
            expectOwnAnswer(answer, [200, 400, 410], to: text)
        }
    }
}
