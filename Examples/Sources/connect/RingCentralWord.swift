import ArgumentParser
import ExampleSupport
import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import RingCentralClient

extension Connect {
    /// Sign in to RingCentral.
    struct RingCentralWord: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ringcentral",
            abstract: "Sign a person in to RingCentral with a browser, or end that sign-in.",
            discussion: """
                For an app without a JWT: set RC_APP_CLIENT_ID (and RC_APP_CLIENT_SECRET, if it has one) and leave RC_USER_JWT out. The sign-in \
                is kept in a file that only you may read, and the other words use it.
                """)
        @OptionGroup var common: CommonOptions
        @OptionGroup var connect: ConnectOptions
        @Option(help: "The redirect address exactly as it is registered for the app: this machine, with a port.")
        var redirectURI = "http://127.0.0.1:8421/"
        @Flag(help: "End the session at RingCentral and forget it here.") var signOut = false

        func validate() throws { _ = try RedirectAddress(redirectURI) }

        func run() async throws {
            let (address, signsOut) = (try RedirectAddress(redirectURI), signOut)
            try await Office.run(common, connect, command: "ringcentral") { office in
                let credential = try office.ringCentralSignIn()
                if signsOut {
                    let isConfirmed = try await credential.revoke()
                    office.console.say(
                        isConfirmed
                            ? "Signed out."
                            : "Forgotten here. RingCentral did not confirm it; the session ends by itself.")
                    return .done
                }
                let grant = try await office.signInToRingCentral(credential, address)
                guard let ringCentral = office.ringCentral else { return .blocked }
                let account = try await ringCentral.account.current()
                let scopes = grant.scopes.map(\.rawValue).sorted()
                let owner = grant.ownerID?.description
                office.console.say(
                    "Signed in to RingCentral account \(account.id.description) as extension \(owner ?? "not told"). Scopes: \(scopes.joined(separator: ", "))."
                )
                if !grant.isRenewable {
                    office.console.say(
                        "The app gets no refresh tokens, so this lasts an hour. Switch them on in RingCentral's developer console."
                    )
                }
                office.console.emit(
                    Line.RingCentralSignedIn(
                        account: account.id.description, extension: owner, scopes: scopes, renewable: grant.isRenewable)
                )
                return .done
            }
        }
    }
}

/// A redirect address on this machine.
struct RedirectAddress: Sendable {
    let text: String
    let port: UInt16
    let path: String

    init(_ text: String) throws {
        guard let url = URLComponents(string: text), url.scheme == "http",
            url.host == "127.0.0.1" || url.host == "localhost", let port = url.port.flatMap(UInt16.init(exactly:)),
            port > 0, url.query == nil
        else {
            throw ValidationError("--redirect-uri needs an address of this machine, such as http://127.0.0.1:8421/.")
        }
        (self.text, self.port, path) = (text, port, url.path.isEmpty ? "/" : url.path)
    }
}

extension Office {
    /// The sign-in that is kept, or is about to be made.
    func ringCentralSignIn() throws -> RefreshTokenCredential {
        guard let ringCentralSession else {
            throw ConfigurationError(
                "There is no RingCentral app to sign in to.",
                remedy: "Set RC_APP_CLIENT_ID, and leave RC_USER_JWT out: with a JWT nobody has to sign in.",
                setting: "RC_APP_CLIENT_ID")
        }
        return ringCentralSession
    }

    /// RingCentral answers in the address and knows no other way; the proof key makes the code worthless to whoever else sees it.
    func signInToRingCentral(
        _ credential: RefreshTokenCredential, _ address: RedirectAddress
    ) async throws -> TokenGrant {
        let flow = AuthorizationCodeFlow(credential, redirectURI: address.text)
        let attempt = try flow.begin()
        if let simulated {
            console.warn("The simulated administrator opens the sign-in page and signs in.")
            let page = try await simulated.respond(to: HTTPRequest(url: attempt.url))
            guard let url = page.fields["Location"].flatMap({ URL(string: $0) }) else {
                throw ConfigurationError(
                    "The simulated page leads nowhere.", remedy: "Leave --redirect-uri out on the simulated cloud.")
            }
            return try await flow.finish(url, attempt)
        }
        let answer = try await LoopbackReceiver.wait(
            console: console, port: address.port, path: address.path, takesAddress: true
        ) { _ in attempt.url }
        guard case .address(let url) = answer else {
            throw ConfigurationError("The answer came as a form.", remedy: "Begin again.")
        }
        return try await flow.finish(url, attempt)
    }
}
