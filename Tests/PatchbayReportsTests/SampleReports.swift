import Foundation
import PatchbayReports

/// Reports as the flows make them, in any size. The same seed gives the same report.
enum SampleReports {
    /// 24 November 2026, 18:30 UTC.
    static let moment = Date(timeIntervalSince1970: 1_795_545_000)

    /// Names that break out of markup, formulas, terminals or columns where they are not escaped.
    static let hostileNames = [
        "</script><b>bold</b>", "<!--<script>", "'\"&<>", "=HYPERLINK(\"https://example.com\",\"x\")",
        "Ada\u{1B}[2JLovelace",
        "\u{202E}gnp.exe", "山田 太郎", "Zoë 👩‍👩‍👧 Ångström", "line\nbreak", "לאה כהן", "`${alert(1)}`", "\u{2028}separator",
    ]

    /// The install flow for a tenant of a size.
    static func install(rows count: Int, seed: UInt64 = 7, isHostile: Bool = true) -> Report {
        var generator = Generator(state: seed)
        let columns = [
            Report.Column("displayName", "Name"), Report.Column("userPrincipalName", "E-mail"),
            Report.Column("status", "Status", .status, tones: tones),
            Report.Column("department", "Department", isFilterable: true),
            Report.Column("extension", "RingCentral extension"),
            Report.Column("match", "Match", .status, isFilterable: true, tones: matches),
            Report.Column("finishedAt", "Finished", .date), Report.Column("attempts", "Attempts", .number),
        ]
        var rows: [Report.Row] = []
        rows.reserveCapacity(count)
        for index in 0..<count { rows.append(row(index, isHostile: isHostile, using: &generator)) }
        let table = Report.Table(columns: columns, rows: rows)
        let counts = Dictionary(uniqueKeysWithValues: table.tallies().map { ($0.label, $0) })
        let order = ["Installed", "Already installed", "Skipped", "Pending", "Failed"]
        return Report(
            title: "Install RingCentral for Teams",
            subtitle: "Contoso Ltd. (contoso.onmicrosoft.com), every eligible user",
            generatedAt: moment,
            facts: [
                Report.Fact("Tenant", "contoso.onmicrosoft.com"), Report.Fact("App", "RingCentral 26.3.1"),
                Report.Fact("Policy", "fast, 30 installs a second"), Report.Fact("Duration", "14 min 22 s"),
                Report.Fact("Run", "2026-11-24-r7f3a"),
            ],
            tallies: order.map { counts[$0] ?? Report.Tally($0, 0, tones[$0] ?? .neutral) },
            table: table,
            remedies: table.remedyGroups(),
            manualSteps: steps(for: count),
            closing: Report.Closing(
                "Some users failed. When the reasons above are dealt with, try those users again:",
                command: "install-app apply --ledger runs/2026-11-24-r7f3a --failed-only"))
    }

    /// What no flow makes, but a caller can: no status, words among numbers, one row, one moment in a timeline.
    static func odd() -> Report {
        let table = Report.Table(
            title: "Things", noun: "things",
            columns: [
                Report.Column("count", "Count", .number, isFilterable: true), Report.Column("at", "At", .date),
                Report.Column("__proto__", "constructor", isFilterable: true),
            ],
            rows: [
                Report.Row(id: "1", cells: [2, .date(moment), "toString"]),
                Report.Row(id: "2", cells: ["n/a", "never"]),
                Report.Row(id: "3", cells: [-10.5, .date(moment - 40_000_000), nil, "too much"]),
            ])
        return Report(
            title: "Odd", generatedAt: moment, timeZone: "Nowhere/Land", tallies: [Report.Tally("Nothing", 0, .good)],
            table: table,
            timelines: [
                Report.Timeline(
                    id: "1", subject: "Moment",
                    lanes: [Report.Lane("Lane", spans: [Report.Span(from: moment, to: moment + 30, "State", .blue)])],
                    events: [Report.Event(at: moment + 7200, "Long after", tone: .bad)]),
                Report.Timeline(id: "none", subject: "Nothing known", lanes: [Report.Lane("Lane", spans: [])]),
            ])
    }

    /// The readiness check: findings and manual steps, no table.
    static func readiness() -> Report {
        Report(
            title: "Readiness of contoso.onmicrosoft.com",
            subtitle: "Before RingCentral for Teams is installed",
            generatedAt: moment,
            facts: [
                Report.Fact("Tenant", "contoso.onmicrosoft.com"), Report.Fact("RingCentral account", "Contoso US"),
            ],
            manualSteps: steps(for: 1204),
            findings: [
                Report.Finding(
                    id: "graph.token", title: "The app can sign in to Microsoft Graph", verdict: .met,
                    detail: "Client secret, valid until 2027-05-01"),
                Report.Finding(
                    id: "graph.permission.install", title: "The app may install apps for users", verdict: .notMet,
                    detail: "TeamsAppInstallation.ReadWriteForUser.All is asked for, but nobody has consented to it.",
                    remedy:
                        "A Global Administrator grants consent at https://entra.microsoft.com under App registrations, "
                        + "API permissions."),
                Report.Finding(id: "graph.permission.users", title: "The app may read users", verdict: .met),
                Report.Finding(id: "catalogue.app", title: "The app is in the tenant's catalogue", verdict: .met),
                Report.Finding(
                    id: "teams.policy.thirdParty", title: "Third-party apps are allowed", verdict: .unknown,
                    detail: "Graph has no operation for this setting.",
                    remedy:
                        "Look in the Teams admin center under Teams apps, Manage apps, Actions, Org-wide app settings."),
                Report.Finding(
                    id: "ringcentral.scope", title: "The RingCentral app has the scopes it needs", verdict: .met),
            ],
            closing: Report.Closing("One requirement is not met. Nothing has been changed."))
    }

    /// A working day of presence for some people, with a table of the same people.
    static func presence(people count: Int, seed: UInt64 = 3) -> Report {
        var generator = Generator(state: seed)
        var timelines: [Report.Timeline] = []
        var rows: [Report.Row] = []
        for index in 0..<count {
            let name = self.name(index)
            let day = timeline(id: "user-\(index)", name: name, using: &generator)
            timelines.append(day.timeline)
            let status = day.healed > 0 ? "Healed" : index % 13 == 5 ? "Left to the user" : "In sync"
            rows.append(
                Report.Row(
                    id: "user-\(index)",
                    cells: [
                        .text(name), .text(status), .text(departments[index % departments.count]),
                        .number(Double(day.timeline.lanes[0].spans.count)), .number(day.delay),
                    ],
                    reason: status == "Left to the user" ? "Do not disturb was set by hand and is never lifted" : nil))
        }
        let table = Report.Table(
            columns: [
                Report.Column("displayName", "Name"),
                Report.Column(
                    "status", "Status", .status,
                    tones: ["In sync": .good, "Healed": .warning, "Left to the user": .neutral]),
                Report.Column("department", "Department", isFilterable: true),
                Report.Column("changes", "Changes", .number), Report.Column("delay", "Median delay, s", .number),
            ], rows: rows)
        return Report(
            title: "Presence sync", subtitle: "A simulated working day", generatedAt: moment, timeZone: "Europe/Berlin",
            facts: [
                Report.Fact("People", "\(count)"), Report.Fact("Preset", "RingCentral app"),
                Report.Fact("Seed", "\(seed)"),
                Report.Fact("Writes to RingCentral", "1,204"),
            ],
            tallies: table.tallies(), table: table, remedies: table.remedyGroups(), timelines: timelines)
    }

    private static let tones: [String: Report.Tone] = [
        "Installed": .good, "Already installed": .good, "Skipped": .neutral, "Pending": .warning, "Failed": .bad,
    ]

    private static let matches: [String: Report.Tone] = [
        "exact": .good, "pinned": .good, "suggested": .warning, "ambiguous": .warning, "unmatched": .neutral,
    ]

    private static let departments = [
        "Sales", "Support", "Engineering", "Finance", "Human Resources", "Legal", "Operations", "Field Services EMEA",
    ]

    private static let failures: [(reason: String, remedy: String)] = [
        (
            "An app permission policy blocks the app",
            "Allow the app for these users in the Teams admin center, Teams apps, Permission policies: "
                + "https://admin.teams.microsoft.com/policies/app-permission."
        ),
        (
            "The user has never been provisioned in Teams",
            "Ask the user to sign in to Teams once, or wait up to 24 hours after the licence was assigned."
        ),
        ("The service was not available", "Run apply again; finished users are not repeated."),
    ]

    private static let skips = ["No Teams licence", "The account is disabled", "Guests get no apps of this tenant"]

    private static func steps(for count: Int) -> [Report.ManualStep] {
        [
            Report.ManualStep(
                title: "Pin the app in the app bar",
                location:
                    "Teams admin center, Teams apps, Setup policies, https://admin.teams.microsoft.com/policies/app-setup",
                actor: "Teams Administrator", affected: "All \(count) users of the Global policy",
                verification:
                    "RingCentral stands in the app bar of a user after a new sign-in, at the latest in 24 hours."),
            Report.ManualStep(
                title: "Turn on presence sync",
                location: "RingCentral Admin Portal, More, Integrations, Microsoft Teams",
                actor: "RingCentral Super Admin",
                verification: "The switch “Presence sync” shows On."),
        ]
    }

    private static let givenNames = [
        "Ada", "Alan", "Grace", "Edsger", "Barbara", "Donald", "Radia", "Tim", "Margaret", "Dennis", "Frances", "Ken",
        "Katherine", "Niklaus", "Hedy", "Claude", "Joan", "Leslie", "Sophie", "John",
    ]

    private static let familyNames = [
        "Lovelace", "Turing", "Hopper", "Dijkstra", "Liskov", "Knuth", "Perlman", "Berners-Lee", "Hamilton", "Ritchie",
        "Allen", "Thompson", "Johnson", "Wirth", "Lamarr", "Shannon", "Clarke", "Lamport", "Wilson", "Backus",
    ]

    private static func name(_ index: Int) -> String {
        let given = givenNames[index % givenNames.count]
        return "\(given) \(familyNames[(index / givenNames.count + index * 7) % familyNames.count])"
    }

    private static func row(_ index: Int, isHostile: Bool, using generator: inout Generator) -> Report.Row {
        let isStrange = isHostile && index % 97 < hostileNames.count && (index > 24 || index % 7 == 3)
        let name = isStrange ? hostileNames[index % 97] : name(index)
        let department: String? = index % 17 == 0 ? nil : departments[Int(generator.next() % 8)]
        let pick = generator.next() % 1000
        let id = "00000000-0000-4000-8000-\(String(index + 1_000_000_000_000).suffix(12))"
        let match = pick % 11 == 0 ? "unmatched" : pick % 23 == 0 ? "suggested" : pick % 37 == 0 ? "ambiguous" : "exact"
        var row = Report.Row(id: id, cells: [])
        let status: String
        switch pick {
        case ..<760: status = "Installed"
        case ..<880: status = "Already installed"
        case ..<950:
            status = "Skipped"
            row.reason = skips[Int(pick % 3)]
        case ..<965: status = "Pending"
        default:
            status = "Failed"
            let failure = failures[Int(pick % 3)]
            row.reason = failure.reason
            row.remedy = failure.remedy
            row.requestID = "req-\(String(pick * 7919 + UInt64(index), radix: 16))"
            row.details = [Report.Fact("HTTP status", "403"), Report.Fact("Code", "AppBlockedByPolicy")]
        }
        row.cells = [
            .text(name),
            .text("user\(index).\(familyNames[index % familyNames.count].lowercased())@contoso.onmicrosoft.com"),
            .text(status), Report.Cell(department), match == "unmatched" ? .empty : .text("\(1001 + index)"),
            .text(match),
            status == "Skipped" || status == "Pending"
                ? .empty : .date(moment.addingTimeInterval(-862 + Double(index % 862))),
            .number(Double(status == "Failed" ? 3 : 1)),
        ]
        return row
    }

    private static func timeline(
        id: String, name: String, using generator: inout Generator
    ) -> (timeline: Report.Timeline, healed: Int, delay: Double) {
        let states: [(label: String, hue: Report.Hue)] = [
            ("Available", .green), ("In a call", .violet), ("Available", .green), ("Busy", .red), ("Away", .amber),
            ("Available", .green), ("Do not disturb", .crimson), ("In a meeting", .violet),
        ]
        let start = moment.addingTimeInterval(-11 * 3600)
        let end = moment
        var (teams, ringCentral): ([Report.Span], [Report.Span]) = ([], [])
        var events: [Report.Event] = []
        var healed = 0
        var now = start.addingTimeInterval(Double(generator.next() % 5400))
        teams.append(Report.Span(from: start, to: now, "Offline", .grey))
        ringCentral.append(Report.Span(from: start, to: now, "Offline", .grey))
        var delay = Double(generator.next() % 30) / 10 + 0.4
        while now < end {
            let state = states[Int(generator.next() % UInt64(states.count))]
            let next = min(end, now.addingTimeInterval(120 + Double(generator.next() % 5400)))
            teams.append(Report.Span(from: now, to: next, state.label, state.hue))
            let isLate = generator.next() % 19 == 0
            let lag = isLate ? min(55, next.timeIntervalSince(now) / 2) : delay
            let side: (String, Report.Hue) =
                state.label == "Available" ? ("Take all calls", .green) : ("Do not accept queue calls", .red)
            if let last = ringCentral.last {
                ringCentral[ringCentral.count - 1].end = min(end, now.addingTimeInterval(lag))
                ringCentral.append(
                    Report.Span(from: min(end, last.end.addingTimeInterval(lag)), to: next, side.0, side.1))
            }
            if isLate {
                healed += 1
                events.append(
                    Report.Event(
                        at: now.addingTimeInterval(lag), "Healed: RingCentral still showed the state before",
                        tone: .warning))
            } else if state.hue == .crimson {
                events.append(Report.Event(at: now, "Set by hand in Teams; calls are not rung", tone: .neutral))
            }
            delay = Double(generator.next() % 30) / 10 + 0.4
            now = next
        }
        let detail = "\(teams.count) changes, \(healed) healed"
        let lanes = [Report.Lane("Teams", spans: teams), Report.Lane("RingCentral", spans: ringCentral)]
        return (Report.Timeline(id: id, subject: name, detail: detail, lanes: lanes, events: events), healed, delay)
    }

    /// SplitMix64: small, and the same on every machine.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
