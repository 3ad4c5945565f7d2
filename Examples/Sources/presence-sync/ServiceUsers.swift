import ArgumentParser
import ExampleSupport
import Foundation
import GraphClient
import PatchbayCore
import PatchbayURLSession

/// The people whose sign-ins Graph's presence notifications are made with: each watches 650 people.
///
/// Source: Microsoft Graph `changenotifications-for-presence` (delegated only).
struct ServiceUsers: Sendable {
    let tenant: String
    let clientID: String
    let cloud: Cloud
    let transport: any HTTPTransport
    let tokens: any TokenStore
    let limitScale: Double

    init(_ options: CommonOptions, settings: Settings = Settings(), tokens: any TokenStore) throws {
        tenant = try settings.required("AZURE_TENANT_ID", for: "to name the Microsoft 365 tenant")
        clientID = try settings.required("AZURE_CLIENT_ID", for: "to name the app registration")
        cloud = try Connection.cloud(settings)
        transport = .urlSession
        self.tokens = tokens
        limitScale = options.limitScale
    }

    func credential(_ number: Int) -> SignedInCredential {
        SignedInCredential(
            tenant: tenant, clientID: clientID, authority: cloud.authority, transport: transport, store: tokens,
            key: "presence-service-user-\(number) \(tenant) \(clientID)")
    }

    /// A client for each of the first so many service users that have signed in.
    func signedIn(_ wanted: Int) async throws -> [Graph] {
        var clients: [Graph] = []
        for number in 1...max(wanted, 1) {
            let credential = credential(number)
            guard try await credential.isSignedIn else { break }
            clients.append(
                Graph(
                    credential, tenant: tenant, clientID: clientID, cloud: cloud, transport: transport,
                    limits: GraphLimits.published.mapValues { $0.scaled(by: limitScale) }))
        }
        return clients
    }

    /// Where the sign-ins and the webhooks' secret are kept: beside the ledger.
    static func store(_ options: CommonOptions) throws -> any TokenStore {
        guard let folder = Ledgers.folder(options, isSimulated: false) else { return MemoryTokenStore() }
        return try FileTokenStore(at: folder.appending(path: "tokens", directoryHint: .isDirectory))
    }
}

/// Signs a service user in.
struct SignIn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in",
        abstract: "Sign a service user in, for presence notifications from Microsoft Graph.",
        discussion: """
            Graph notifies signed-in people of presence, not apps alone. The sign-in is done with a code in any browser and kept in a file \
            that only you may read; the registration has to allow public client flows and have the delegated permission Presence.Read.All. One \
            service user watches 650 people; sign in others as --number 2, 3 and so on.
            """)

    @OptionGroup var options: CommonOptions
    @Option(help: "Which service user: 1 for the first 650 people, 2 for the next.") var number = 1

    func validate() throws {
        if number < 1 { throw ValidationError("--number begins at 1.") }
    }

    func run() async throws {
        let (options, number) = (options, number)
        try await Word.run("sign-in", json: options.json) { console in
            let users = try ServiceUsers(options, tokens: try ServiceUsers.store(options))
            let signIn = DeviceSignIn(users.credential(number), scopes: [users.cloud.defaultScope])
            let code = try await signIn.begin()
            console.warn(code.message)
            let account = try await signIn.finish(code)
            let name = account?.userName ?? "somebody whose name the token does not tell"
            console.say("Service user \(number) is \(name).")
            console.emit(Line.SignedIn(user: account?.userName, number: number))
            console.emit(SummaryLine("sign-in"))
            return .done
        }
    }
}
