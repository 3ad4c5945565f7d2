import GraphClient
import Provisioning
import Testing

@Suite struct UserTableTests {
    static func row(
        _ name: String, _ upn: String, department: String? = nil, status: UserStatus = .notSelected
    ) -> UserTable.Row {
        UserTable.Row(
            user: UserRecord(
                id: User.ID(rawValue: upn), userPrincipalName: upn, mail: upn, displayName: name, department: department
            ),
            status: status)
    }

    let table = UserTable(
        rows: [
            row("Zoë Ångström", "zoe@fabrikam.com", department: "Sales", status: .installed),
            row("adam o'neil", "adam@fabrikam.com", department: "Legal", status: .failed),
            row("Łukasz Nowak", "lukasz@fabrikam.com", department: "sales", status: .pending),
            row("Bea", "bea@fabrikam.com", status: .installed),
        ], readAt: nil)

    @Test func `a search takes no notice of case and accents, and every word has to occur`() {
        #expect(table.rows(UserQuery(search: "ZOE angstrom")).map(\.user.userPrincipalName) == ["zoe@fabrikam.com"])
        #expect(table.rows(UserQuery(search: "zoe legal")).isEmpty)
        #expect(table.rows(UserQuery(search: "legal")).map(\.user.userPrincipalName) == ["adam@fabrikam.com"])
    }

    @Test func `a department is compared without regard to case`() {
        #expect(table.rows(UserQuery(department: "SALES")).count == 2)
    }

    @Test func `statuses can be combined`() {
        #expect(table.rows(UserQuery(statuses: [.failed, .pending])).count == 2)
    }

    @Test func `sorting by name follows the letters, not their case or accents`() {
        #expect(
            table.rows(UserQuery(order: .name)).map(\.user.userPrincipalName)
                == ["adam@fabrikam.com", "bea@fabrikam.com", "lukasz@fabrikam.com", "zoe@fabrikam.com"])
    }

    @Test func `who has no department comes last when sorted by it`() {
        #expect(table.rows(UserQuery(order: .department)).last?.user.userPrincipalName == "bea@fabrikam.com")
    }

    @Test func `the counts say how many have each status`() {
        #expect(table.counts == [.installed: 2, .failed: 1, .pending: 1])
    }
}
