import Foundation
import GenesysClient
import GraphClient
import Provisioning
import Testing

@Suite struct GenesysPlanTests {
    private let ann = User(
        id: .init(rawValue: "AAAAAAAA-0000-0000-0000-000000000001"), userPrincipalName: "ann@contoso.com",
        accountEnabled: true, businessPhones: ["+1 (555) 123-4567"], mobilePhone: "+1 555 765 4321")

    private func user(
        _ id: String, _ name: String, active: Bool = true, phones: [(SCIMUser.PhoneType, String)] = [],
        links: [String] = []
    ) -> SCIMUser {
        SCIMUser(
            id: .init(rawValue: id), userName: name, active: active,
            phoneNumbers: phones.map { .init(value: $0.1, type: $0.0) },
            externalIDs: links.map { .init(authority: .microsoftTeams, value: $0) })
    }

    private func reasons(_ plan: GenesysLinkPlan) -> [String] { plan.skips.map(\.reason.rawValue) }

    @Test(arguments: [
        ("+1 (555) 123-4567", "+15551234567"), ("tel:+15551234567;ext=12", "tel:+15551234567;ext=12"),
        ("TEL:+44 20 7946 0000", "+442079460000"), ("+49-30-123456", "+4930123456"),
    ]) func `a number is brought to the form that Genesys takes`(text: String, number: String) throws {
        #expect(try TeamsNumber(text).description == number)
    }

    @Test(arguments: [
        ("555 123 4567", TeamsNumber.Fault.noCountryCode), ("+1", .wrongLength), ("+01234567", .wrongLength),
        ("+1234567890123456", .wrongLength), ("call me", .notANumber), ("+44 (0)20 7946 0000", .notANumber),
        ("+1555x12", .notANumber), ("", .notANumber),
    ]) func `no country code is guessed and no odd number is sent`(text: String, fault: TeamsNumber.Fault) {
        #expect(throws: fault) { try TeamsNumber(text) }
    }

    @Test func `the plan gives number and lower-case object id to the user of the same address in any case`() throws {
        let plan = GenesysLinkPlanner().link([user("g1", "Ann@Contoso.com")], to: [ann])
        let step = try #require(plan.steps.first)
        #expect(step.wanted?.number?.description == "+15551234567")
        #expect(step.wanted?.objectID == "aaaaaaaa-0000-0000-0000-000000000001")
        #expect(step.changes.count == 2)
    }

    @Test func `the number is the caller's choice`() {
        let users = [user("g1", "ann@contoso.com")]
        #expect(
            GenesysLinkPlanner(source: .mobile).link(users, to: [ann]).steps[0].wanted?.number?.description
                == "+15557654321")
        #expect(GenesysLinkPlanner(source: .none).link(users, to: [ann]).steps[0].wanted?.number == nil)
    }

    @Test func `who is as it should be needs no change`() {
        let linked = user(
            "g1", "ann@contoso.com", phones: [(.microsoftTeams, "tel:+15551234567")],
            links: ["aaaaaaaa-0000-0000-0000-000000000001"])
        let plan = GenesysLinkPlanner().link([linked], to: [ann])
        #expect(plan.steps.count == 1)
        #expect(plan.changeCount == 0)
    }

    @Test(arguments: [
        ("+15551234567", "tel:+15551234567"), ("tel:+15551234567;ext=12", "tel:+15551234567;ext=12"),
    ]) func `a number that Genesys stores as a tel: address is the same number`(number: String, stored: String) {
        var person = ann
        person.businessPhones = [number]
        let user = user(
            "g1", "ann@contoso.com", phones: [(.microsoftTeams, stored)],
            links: ["aaaaaaaa-0000-0000-0000-000000000001"])
        #expect(GenesysLinkPlanner().link([user], to: [person]).steps.map(\.changes) == [[]])
        var other = user
        other.id = .init(rawValue: "g2")
        other.userName = "other@contoso.com"
        let plan = GenesysLinkPlanner().link([self.user("g1", "ann@contoso.com"), other], to: [person])
        #expect(plan.skips.contains { $0.id?.rawValue == "g1" && $0.reason == .numberTaken })
    }

    @Test func `a link in capitals is a wrong link, since keys are compared with regard to case`() {
        let shouting = user(
            "g1", "ann@contoso.com", phones: [(.microsoftTeams, "+15551234567")],
            links: ["AAAAAAAA-0000-0000-0000-000000000001"])
        #expect(GenesysLinkPlanner().link([shouting], to: [ann]).changeCount == 1)
    }

    @Test func `a person without a number is linked and keeps the number that is there`() {
        var quiet = ann
        quiet.businessPhones = []
        let plan = GenesysLinkPlanner().link(
            [user("g1", "ann@contoso.com", phones: [(.microsoftTeams, "+15550000000")])], to: [quiet])
        #expect(plan.steps[0].changes.count == 1)
    }

    @Test func `missing on either side is said, not guessed`() {
        let plan = GenesysLinkPlanner().link([user("g1", "bob@contoso.com")], to: [ann])
        #expect(reasons(plan) == ["notInMicrosoft", "notInGenesys"])
        #expect(plan.steps.isEmpty)
    }

    @Test func `a bad number stops this user before the first write`() {
        var vague = ann
        vague.businessPhones = ["555 1234"]
        #expect(reasons(GenesysLinkPlanner().link([user("g1", "ann@contoso.com")], to: [vague])) == ["badNumber"])
    }

    @Test func `two Genesys users of one person, by name and by mail, are nobody's choice but a person's`() {
        var twoNames = ann
        twoNames.mail = "a.lee@contoso.com"
        let plan = GenesysLinkPlanner().link(
            [user("g1", "ann@contoso.com"), user("g2", "a.lee@contoso.com")], to: [twoNames])
        #expect(reasons(plan) == ["duplicate", "duplicate"])
    }

    @Test func `one address of two people is ambiguous`() {
        let other = User(id: .init(rawValue: "b"), userPrincipalName: "b@contoso.com", mail: "ann@contoso.com")
        #expect(
            reasons(GenesysLinkPlanner().link([user("g1", "ann@contoso.com")], to: [ann, other])).first == "ambiguous")
    }

    @Test func `an inactive user keeps the number from others and is not linked itself`() {
        let users = [
            user("g1", "ann@contoso.com"),
            user("g2", "gone@contoso.com", active: false, phones: [(.work, "tel:+15551234567")]),
        ]
        let plan = GenesysLinkPlanner().link(users, to: [ann])
        #expect(plan.skips.contains { $0.id?.rawValue == "g1" && $0.reason == .numberTaken })
    }

    @Test func `the same number as work and Teams of one user collides too`() {
        let plan = GenesysLinkPlanner().link(
            [user("g1", "ann@contoso.com", phones: [(.work, "+15551234567")])], to: [ann])
        #expect(reasons(plan) == ["numberTaken"])
    }

    @Test(arguments: [
        (DID.OwnerKind.callRoute, "the call route “Service line”"), (.phone, "the phone “Service line”"),
        (.group, "the group “Service line”"), (.user, "the user “Service line”"),
        (.init(rawValue: "ROBOT"), "something else “Service line”"),
    ]) func `a number that Genesys Cloud has given to something of its own goes to nobody, and it says what has it`(
        kind: DID.OwnerKind, words: String
    ) throws {
        let did = DID(
            id: "d", phoneNumber: "tel:+15551234567", owner: .init(id: "g9", name: "Service line"), ownerType: kind)
        let plan = GenesysLinkPlanner().link([user("g1", "ann@contoso.com")], to: [ann], dids: [did])
        #expect(plan.steps.isEmpty)
        let skip = try #require(plan.skips.first)
        #expect(skip.reason == .didInUse)
        #expect(skip.detail == "+15551234567 is a DID of \(words)")
        #expect(skip.reason.remedy.contains("DID Numbers"))
    }

    @Test func `a free DID, the user's own and one that the user has already are in nobody's way`() {
        let free = DID(id: "d", phoneNumber: "+15551234567")
        let own = DID(id: "d", phoneNumber: "+15551234567", owner: .init(id: "g1"), ownerType: .user)
        for did in [free, own] {
            let plan = GenesysLinkPlanner().link([user("g1", "ann@contoso.com")], to: [ann], dids: [did])
            #expect(plan.steps.count == 1 && plan.skips.isEmpty)
        }
        let route = DID(id: "d", phoneNumber: "+15551234567", owner: .init(id: "r"), ownerType: .callRoute)
        let there = user("g1", "ann@contoso.com", phones: [(.microsoftTeams, "tel:+15551234567")])
        #expect(GenesysLinkPlanner().link([there], to: [ann], dids: [route]).skips.isEmpty)
    }

    @Test func `an extension behind a number is not the DID of that number`() {
        var behind = ann
        behind.businessPhones = ["tel:+15551234567;ext=12"]
        let route = DID(id: "d", phoneNumber: "+15551234567", owner: .init(id: "r"), ownerType: .callRoute)
        #expect(GenesysLinkPlanner().link([user("g1", "ann@contoso.com")], to: [behind], dids: [route]).skips.isEmpty)
    }

    @Test func `one number for two people goes to neither`() {
        var bob = ann
        bob.id = .init(rawValue: "b")
        bob.userPrincipalName = "bob@contoso.com"
        let plan = GenesysLinkPlanner().link(
            [user("g1", "ann@contoso.com"), user("g2", "bob@contoso.com")], to: [ann, bob])
        #expect(reasons(plan) == ["numberTaken", "numberTaken"])
    }

    @Test func `a link that another Genesys user has, in any case, is not taken away from there`() {
        let users = [
            user("g1", "ann@contoso.com"),
            user("g2", "old@contoso.com", active: false, links: ["AAAAAAAA-0000-0000-0000-000000000001"]),
        ]
        let plan = GenesysLinkPlanner().link(users, to: [ann])
        #expect(plan.skips.contains { $0.id?.rawValue == "g1" && $0.reason == .linkTaken })
    }

    @Test(arguments: ["zoomphone", "eightbyeight", "ringcentral"])
    func `a user has the number of one telephone integration at most`(type: String) {
        let plan = GenesysLinkPlanner().link(
            [user("g1", "ann@contoso.com", phones: [(.init(rawValue: type), "+15550001111")])], to: [ann])
        #expect(reasons(plan) == ["otherIntegration"])
        #expect(
            GenesysLinkPlanner(source: .none).link(
                [user("g1", "ann@contoso.com", phones: [(.init(rawValue: type), "+15550001111")])], to: [ann]
            ).skips.isEmpty)
    }

    @Test func `a name that was asked for and belongs to nobody is said, not passed over`() {
        let planner = GenesysLinkPlanner()
        let users = [user("g1", "ann@contoso.com", links: ["x"])]
        for plan in [
            planner.link(users, to: [ann], only: ["ann@contoso.com", "nobody@contoso.com"]),
            planner.unlink(users, from: [ann], only: ["ANN@contoso.com", "nobody@contoso.com"]),
        ] {
            #expect(plan.steps.map(\.id.rawValue) == ["g1"])
            #expect(reasons(plan) == ["unknownName"])
            #expect(plan.skips.map(\.name) == ["nobody@contoso.com"])
        }
        #expect(reasons(planner.link([], to: [ann], only: ["ann@contoso.com"])) == ["notInGenesys"])
        let byID = planner.link(users, to: [ann], only: [ann.id.rawValue])
        #expect(byID.steps.count == 1 && byID.skips.isEmpty)
    }

    @Test func `the id that Genesys keeps for itself is in no difference`() {
        var one = user("g1", "ann@contoso.com", links: [ann.id.rawValue.lowercased()])
        one.externalIDs.append(.init(authority: .init(rawValue: "x-pc:scimv2:v1:client"), value: "e1"))
        #expect(GenesysLinkPlanner().unlink([one]).steps.first?.changes.count == 1)
        #expect(GenesysLinkPlanner(source: .none).link([one], to: [ann]).steps.first?.changes == [])
    }

    @Test func `linking many needs no second yes, unlinking many does`() {
        let breaker = MassChangeBreaker()
        let linked = (0..<30).map { user("g\($0)", "p\($0)@contoso.com", links: ["o\($0)"]) }
        let all = GenesysLinkPlanner().unlink(linked)
        #expect(all.knownLinked == 30)
        #expect(breaker.objection(to: all)?.contains("30 of the 30") == true)
        let few = GenesysLinkPlanner().unlink(linked, only: ["p1@contoso.com", "p2@contoso.com"])
        #expect(few.changeCount == 2)
        #expect(breaker.objection(to: few) == nil)
        let people = (0..<30).map { User(id: .init(rawValue: "o\($0)"), userPrincipalName: "p\($0)@contoso.com") }
        let link = GenesysLinkPlanner().link((0..<30).map { user("g\($0)", "p\($0)@contoso.com") }, to: people)
        #expect(link.changeCount == 30)
        #expect(breaker.objection(to: link) == nil)
    }

    @Test func `a number put by hand in Other phone is not overwritten without a yes`() {
        let users = [user("g1", "ann@contoso.com", phones: [(.other, "+15558880000")])]
        #expect(reasons(GenesysLinkPlanner().link(users, to: [ann])) == ["otherPhoneInUse"])
        #expect(GenesysLinkPlanner(overwritesOtherPhone: true).link(users, to: [ann]).steps.count == 1)
    }

    @Test func `the plan is the same value after a round trip, and another plan has another digest`() throws {
        let plan = GenesysLinkPlanner().link([user("g1", "ann@contoso.com"), user("g2", "x@y.z")], to: [ann])
        let copy = try JSONDecoder().decode(GenesysLinkPlan.self, from: JSONEncoder().encode(plan))
        #expect(copy == plan)
        #expect(copy.digest == plan.digest)
        #expect(
            GenesysLinkPlanner(source: .mobile).link([user("g1", "ann@contoso.com")], to: [ann]).digest != plan.digest)
    }
}
