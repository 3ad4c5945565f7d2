import Foundation
import GenesysClient
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Testing

/// Names that break queries, sent by the client and read by the service: what is meant is what is found.
@Suite struct LiteralTests {
    static let names = [
        "O'Brien", "''", "D'Arcy-O''Neil", "A+B & C", "100% #1 / 2?", "a%27b", "%", "Zoë Łódź", "李雷", "👩‍👩‍👧 family",
        #""quoted""#,
        #"back\slash"#, "comma, (paren); colon: x", "x' or accountEnabled eq true or displayName eq 'y", "tab\tin",
        "$top=1&$skip=2",
        "null", "true", " and ", "a=b", "İstanbul ß",
    ]

    private func graph(_ cloud: SimulatedCloud, time: TimeSource) -> Graph {
        let registration = cloud.settings.apps[0]
        let transport = RecordingTransport(cloud.transport)
        return Graph(
            .clientSecret(
                tenant: cloud.settings.tenantID, clientID: registration.clientID,
                secret: Secret(registration.secrets[0].value), transport: transport, time: time),
            tenant: cloud.settings.tenantID, clientID: registration.clientID, transport: transport
        ) { $0.time = time }
    }

    private func cloud(_ time: TimeSource) -> SimulatedCloud {
        SimulatedCloud(CloudSettings(seed: 3, population: Population(seed: 3, count: 40), latency: .none), time: time)
    }

    @Test(arguments: names) func `a display name in a filter finds that person and nobody else`(name: String)
        async throws
    {
        try await VirtualTime.run { time in
            let cloud = cloud(time)
            let person = try #require(cloud.settings.population.users.first { $0.kind == .ordinary })
            cloud.change(person.id) { $0.displayName = name }
            let found = try await graph(cloud, time: time).users.list(filter: "displayName eq \(name)").collect()
            #expect(found.map(\.id.rawValue) == [person.id])
        }
    }

    @Test(arguments: [
        "o'brien@x.example", "a+b@x.example", "zoë@x.example", "a#EXT#@x.onmicrosoft.com", "a%2Fb@x.example", "a b@x",
    ])
    func `a principal name in a path finds that person`(name: String) async throws {
        try await VirtualTime.run { time in
            let cloud = cloud(time)
            var person = try #require(cloud.settings.population.users.first { $0.kind == .ordinary })
            cloud.remove(person.id)
            person = SimulatedUser(
                id: "0a0a0a0a-0000-4000-8000-00000000abcd", displayName: "One", userPrincipalName: name, mail: nil)
            cloud.add(person)
            let found = try await graph(cloud, time: time).users.get(name)
            #expect(found?.id.rawValue == person.id)
        }
    }

    @Test(arguments: ["o'brien@x.example", "a+b@x.example", "zoë@x.example", "a&b=c#d@x.example", "100%@x.example"])
    func `a Genesys name in a SCIM filter finds that person and nobody else`(name: String) async throws {
        try await VirtualTime.run { time in
            let cloud = cloud(time)
            cloud.addGenesysUser(
                SimulatedGenesysUser(id: "0a0a0a0a-0000-4000-8000-00000000abce", userName: name, displayName: "One"))
            let settings = cloud.settings.genesys
            let region = try GenesysRegion(settings.region)
            let transport = RecordingTransport(cloud.transport)
            let genesys = Genesys(
                .clientCredentials(
                    clientID: settings.clientID, secret: Secret(settings.clientSecret), region: region,
                    transport: transport,
                    time: time), clientID: settings.clientID, region: region, transport: transport
            ) { $0.time = time }
            #expect(try await genesys.scim.named(name)?.id.rawValue == "0a0a0a0a-0000-4000-8000-00000000abce")
        }
    }
}
