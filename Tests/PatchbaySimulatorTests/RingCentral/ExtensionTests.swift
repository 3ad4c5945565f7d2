import Foundation
import PatchbayCore
import PatchbaySimulator
import Testing

/// Facts: ringcentral.md 2.2 to 2.4, 6.
@Suite struct `RingCentral's extensions` {
    private func pages(_ path: String, _ session: Session, query: Query = Query()) async throws -> [JSON] {
        let token = try await session.signIn().accessToken
        var answer = try await session.ringCentral(path, token: token, query: query)
        var pages = [answer.json]
        while let link = answer.json["navigation"]["nextPage"]["uri"].string {
            #expect(link.hasPrefix(Session.ringCentral))
            answer = try await session.send(.get, link, fields: ["Authorization": "Bearer \(token)"])
            pages.append(answer.json)
        }
        return pages
    }

    @Test func `come in pages of a hundred by default, with ids as numbers`() async throws {
        let session = Session(count: 250)
        let pages = try await pages("/extension", session)
        #expect(pages[0]["records"].array.count == 100)
        let ids = pages.flatMap { $0["records"].array }.compactMap { $0["id"].int }
        #expect(Set(ids).count == ids.count)
        #expect(Set(ids).isSuperset(of: session.settings.population.extensions.map { Int($0.id) }))
    }

    @Test func `tell their total on the first page at most, so links are what to follow`() async throws {
        let pages = try await pages("/extension", Session(count: 250))
        #expect(pages[0]["paging"]["totalElements"].exists)
        #expect(!pages[1]["paging"]["totalElements"].exists)
        #expect(!pages[1]["paging"]["totalPages"].exists)
    }

    @Test func `come a thousand at a time at most, whatever is asked for`() async throws {
        let session = Session(count: 1500, mix: .uniform)
        let pages = try await pages("/extension", session, query: ["perPage": "5000"])
        #expect(pages[0]["records"].array.count == 1000)
        #expect(pages[0]["paging"]["perPage"].int == 1000)
        #expect(pages.count == 2)
    }

    @Test func `can be chosen by status and type, several of each`() async throws {
        let session = Session(count: 300)
        let token = try await session.signIn().accessToken
        var query: Query = ["status": "Disabled", "perPage": "1000"]
        query.append("status", "NotActivated")
        query.append("type", "User")
        let records = try await session.ringCentral("/extension", token: token, query: query).json["records"].array
        let expected = session.settings.population.extensions.filter { $0.status != "Enabled" && $0.type == "User" }
        #expect(Set(records.compactMap { $0["id"].int }) == Set(expected.map { Int($0.id) }))
        #expect(!records.isEmpty)
    }

    @Test func `can be found by e-mail, exactly`() async throws {
        let session = Session(count: 300)
        let token = try await session.signIn().accessToken
        let user = try #require(
            session.settings.population.users.first { $0.extensionKind == .duplicate && $0.kind == .ordinary })
        let found = try await session.ringCentral("/extension", token: token, query: ["email": user.userPrincipalName])
        #expect(found.json["records"].array.count == 2)
        let capital = try await session.ringCentral(
            "/extension", token: token, query: ["email": user.userPrincipalName.uppercased()])
        #expect(capital.json["records"].array.isEmpty)
    }

    @Test(arguments: ["0", "-1", "x", "99"])
    func `refuse a page that there is not`(_ page: String) async throws {
        let session = Session()
        let answer = try await session.ringCentral(
            "/extension", token: try await session.signIn().accessToken, query: ["page": page])
        #expect(answer.status == 400)
        #expect(answer.json["errorCode"].string == "CMN-101")
        #expect(answer.json["errors"][0]["parameterName"].string == "page")
    }

    @Test func `are read one by one, one's own under a tilde`() async throws {
        let session = Session()
        let tokens = try await session.signIn()
        let own = try await session.ringCentral("/extension/~", token: tokens.accessToken)
        #expect(own.json["id"].int.map(String.init) == tokens.json["owner_id"].string)
        let other = session.settings.population.simulatedExtension(at: 0)
        let answer = try await session.ringCentral("/extension/\(other.id)", token: tokens.accessToken)
        #expect(answer.json["contact"]["email"].string == other.email)
        let unknown = try await session.ringCentral("/extension/12", token: tokens.accessToken)
        #expect(unknown.status == 404)
        #expect(unknown.json["errorCode"].string == "CMN-102")
    }

    @Test func `of another account are not to be had`() async throws {
        let session = Session()
        let token = try await session.signIn().accessToken
        let answer = try await session.send(
            .get, "\(Session.ringCentral)/v1.0/account/12/extension", fields: ["Authorization": "Bearer \(token)"])
        #expect(answer.status == 404)
    }

    @Test func `carry the request's id and what is left of the limit`() async throws {
        let session = Session()
        let answer = try await session.ringCentral("/extension", token: try await session.signIn().accessToken)
        #expect(answer.fields["RCRequestId"]?.isEmpty == false)
        #expect(answer.fields["X-Rate-Limit-Group"] == "medium")
        #expect(answer.fields["X-Rate-Limit-Limit"] == "40")
        #expect(answer.fields["X-Rate-Limit-Remaining"] == "39")
        #expect(answer.fields["X-Rate-Limit-Window"] == "60")
    }
}

/// Facts: ringcentral.md 2.4.
@Suite struct `RingCentral's company directory` {
    private func entries(_ session: Session, _ query: Query = Query()) async throws -> HTTPResponse {
        try await session.ringCentral(
            "/directory/entries", token: try await session.signIn().accessToken, query: query)
    }

    @Test func `has ids as strings, calls every person a user, and hides what is hidden`() async throws {
        let session = Session(count: 300)
        let records = try await entries(session, ["showFederated": "false", "perPage": "max"]).json["records"].array
        let ids = Set(records.compactMap { $0["id"].string })
        let extensions = session.settings.population.extensions
        #expect(ids.isSuperset(of: extensions.filter { !$0.isHidden && $0.type == "User" }.map { String($0.id) }))
        #expect(ids.isDisjoint(with: extensions.filter(\.isHidden).map { String($0.id) }))
        #expect(ids.isDisjoint(with: extensions.filter { $0.type == "ApplicationExtension" }.map { String($0.id) }))
        let virtual = try #require(extensions.first { $0.type == "VirtualUser" })
        #expect(records.first { $0["id"].string == String(virtual.id) }?["type"].string == "User")
        let queue = try #require(records.first { $0["type"].string == "Department" })
        #expect(queue["name"].string != nil)
        #expect(!queue["firstName"].exists)
    }

    @Test func `shows sister accounts too unless told not to`() async throws {
        let session = Session()
        let all = try await entries(session).json["records"].array
        #expect(all.contains { $0["account"]["companyName"].string == "Sister" })
        let own = try await entries(session, ["showFederated": "false"]).json["records"].array
        #expect(own.allSatisfy { !$0["account"].exists })
        #expect(own.count == all.count - 3)
    }

    @Test func `answers 304 while nothing changed`() async throws {
        let session = Session()
        let token = try await session.signIn().accessToken
        let query: Query = ["showFederated": "false"]
        func get(_ tag: String? = nil) async throws -> HTTPResponse {
            var fields = HTTPFields()
            fields["If-None-Match"] = tag
            return try await session.ringCentral("/directory/entries", token: token, query: query, fields: fields)
        }
        let tag = try #require(try await get().fields["ETag"])
        let same = try await get(tag)
        #expect(same.status == 304)
        #expect(same.body.isEmpty)
        session.cloud.changeExtension(session.settings.population.simulatedExtension(at: 0).id) {
            $0?.email = "new@x.example"
        }
        let changed = try await get(tag)
        #expect(changed.status == 200)
        #expect(changed.fields["ETag"] != tag)
        #expect(changed.json["records"].array.contains { $0["email"].string == "new@x.example" })
    }

    @Test func `has a thousand on a page by default and two thousand at most`() async throws {
        let session = Session(count: 2500, mix: .uniform)
        let token = try await session.signIn().accessToken
        let usual = try await session.ringCentral("/directory/entries", token: token)
        #expect(usual.json["records"].array.count == 1000)
        for size in ["9999", "max", "all"] {
            let answer = try await session.ringCentral("/directory/entries", token: token, query: ["perPage": size])
            #expect(answer.json["records"].array.count == 2000)
        }
    }
}

/// Facts: ringcentral.md 6.
@Suite struct `RingCentral's penalty` {
    @Test func `refuses everything of the group for a minute, and no other group`() async throws {
        let session = Session()
        let token = try await session.signIn().accessToken
        for _ in 0..<40 { #expect(try await session.ringCentral("/extension", token: token).status == 200) }
        let refused = try await session.ringCentral("/extension", token: token)
        #expect(refused.status == 429)
        #expect(refused.json["errorCode"].string == "CMN-301")
        #expect(refused.fields["Retry-After"] == "60")
        #expect(refused.fields["X-Rate-Limit-Remaining"] == "0")
        #expect(try await session.ringCentral("", token: token).status == 200)
        session.advance(60)
        #expect(try await session.ringCentral("/extension", token: token).status == 200)
        #expect(session.cloud.journal.callsDuringPenalty == 0)
    }

    @Test func `begins anew with every call that is made during it`() async throws {
        let session = Session()
        let token = try await session.signIn().accessToken
        for _ in 0..<41 { _ = try await session.ringCentral("/extension", token: token) }
        session.advance(59)
        #expect(try await session.ringCentral("/extension", token: token).status == 429)
        session.advance(59)
        #expect(try await session.ringCentral("/extension", token: token).status == 429)
        session.advance(60)
        #expect(try await session.ringCentral("/extension", token: token).status == 200)
        #expect(session.cloud.journal.callsDuringPenalty == 2)
    }
}
