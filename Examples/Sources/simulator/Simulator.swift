import ArgumentParser
import ExampleSupport
import FlyingFox
import FlyingSocks
import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import PatchbayURLSession

/// The simulated cloud as a server on this machine: Entra, Graph and RingCentral on one port.
@main
struct Simulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "The simulated cloud: Entra, Microsoft Graph and RingCentral in memory, with their limits and quirks.",
        subcommands: [Serve.self, Faults.self], defaultSubcommand: Serve.self)

    /// Serves on loopback.
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Serve on 127.0.0.1 and print the environment to use it with.")
        @Option(help: "The port; 0 takes a free one.") var port: UInt16 = 8099
        @Option(help: "The seed.") var seed: UInt64 = 1
        @Option(help: "How many users.") var population = 240
        @Option(help: "Multiply every published limit and divide every window.") var limitScale: Double = 1
        @Flag(help: "Enforce no limits.") var unlimited = false
        @Option(help: "Seconds until a write shows in reads, at most.") var consistency: Double = 2
        @Option(help: "A script of faults; see “simulator faults”.") var faults: String?
        @Flag(help: "Answer without the latency of a network.") var quick = false
        @Option(help: "Append requests and answers to a file, a line of JSON each, without secrets.") var record:
            String?
        @Flag(help: "A Genesys organization without the Teams integration, and a tenant without its application.")
        var bareGenesys = false
        @Option(
            // A thumbprint may begin with a dash.
            parsing: .unconditional,
            help:
                "Register a certificate for the app: a PEM file, whose signatures are checked (built with the trait Crypto), or its thumbprint (x5t#S256 or x5t)."
        )
        var certificate: String?
        @Option(help: "Trust the tokens of this issuer about --federated-subject, for api://AzureADTokenExchange.")
        var federatedIssuer: String?
        @Option(help: "Whom those tokens are about.") var federatedSubject: String?
        @Option(help: "Register a redirect address for signing in to RingCentral in a browser.")
        var ringcentralRedirect: String?
        @Flag(help: "SCIM as the RFCs say instead of as Genesys does: for test suites of the protocol.")
        var standardScim = false
        @Flag(help: "Notify subscribers at any address, and not only on this machine.") var notifyAnywhere = false

        func run() async throws {
            var settings = CloudSettings(
                seed: seed, population: Population(seed: seed, count: population),
                latency: quick ? Latency.none : .quick,
                consistency: consistency > 0 ? .eventual(within: .seconds(consistency)) : .immediate)
            if unlimited { settings.limits = .none }
            // The settings', so that it holds for the limits of a script of faults too.
            settings.limitScale = limitScale
            if let certificate { try CertificateOption.register(certificate, in: &settings) }
            if let federatedIssuer {
                settings.apps[0].federatedCredentials.append(
                    .init(issuer: federatedIssuer, subject: federatedSubject ?? ""))
            }
            if let ringcentralRedirect { settings.ringCentral.redirectURIs.append(ringcentralRedirect) }
            if standardScim { settings.genesys.scim = .standard }
            settings.notifications.reach = notifyAnywhere ? .anywhere : .thisMachine
            if bareGenesys {
                settings.genesys.isTeamsIntegrationActive = false
                settings.genesys.enterpriseApp.isInstalled = false
            }
            settings.ringCentral.hasten(by: limitScale)
            if let faults {
                guard let script = FaultScript.named(faults) else {
                    throw ValidationError("There is no script of faults called “\(faults)”; see “simulator faults”.")
                }
                settings.faults = script
            }
            let cloud = SimulatedCloud(settings, delivery: URLSessionTransport())
            let recorder = try record.map { try ExchangeRecorder(file: URL(filePath: $0)) }
            let server = HTTPServer(
                address: try sockaddr_in.inet(ip4: "127.0.0.1", port: port), timeout: 120, logger: .disabled)
            await server.appendRoute("GET /ws") { request in try await EventSocketBridge.open(request, at: cloud) }
            await server.appendRoute("*") { request in
                try await Gateway.answer(request, from: cloud, recorder: recorder)
            }
            let task = Task { try await server.run() }
            try await server.waitUntilListening()
            guard case .ip4(_, let actual) = await server.listeningAddress else {
                throw ValidationError("Port \(port) cannot be opened on 127.0.0.1.")
            }
            let root = "http://127.0.0.1:\(actual)"
            let registration = settings.apps[0]
            let app = settings.catalog.first { $0.displayName.hasPrefix("RingCentral") }
            print(
                """
                # The simulated cloud is at \(root). Use it from another terminal with:
                export AZURE_AUTHORITY_HOST=\(root) GRAPH_ENDPOINT=\(root) RC_SERVER_URL=\(root)
                export AZURE_TENANT_ID=\(settings.tenantID) AZURE_CLIENT_ID=\(registration.clientID) AZURE_CLIENT_SECRET=\(registration.secrets[0].value)
                export RC_APP_CLIENT_ID=\(settings.ringCentral.clientID) RC_APP_CLIENT_SECRET=\(settings.ringCentral.clientSecret) RC_USER_JWT=\(settings.ringCentral.jwt)
                export GENESYS_ENDPOINT=\(root) GENESYS_LOGIN_ENDPOINT=\(root) GENESYSCLOUD_REGION=\(settings.genesys.region)
                export GENESYSCLOUD_OAUTHCLIENT_ID=\(settings.genesys.clientID) GENESYSCLOUD_OAUTHCLIENT_SECRET=\(settings.genesys.clientSecret)
                export TEAMS_APP_ID=\(app?.id ?? "")
                # Subscribers are notified \(notifyAnywhere ? "at any address" : "on this machine, also by plain HTTP").
                # State: \(root)/simulator/state
                """)
            fflush(nil)
            try await task.value
        }
    }

    /// Lists the scripts of faults.
    struct Faults: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the scripts of faults.")

        func run() {
            for script in FaultScript.named { print("\(script.name): \(script.summary)") }
        }
    }
}

/// Carries requests from the socket to the cloud and answers back.
enum Gateway {
    static func answer(
        _ request: FlyingFox.HTTPRequest, from cloud: SimulatedCloud, recorder: ExchangeRecorder?
    ) async throws -> FlyingFox.HTTPResponse {
        let host = request.headers[.host] ?? "127.0.0.1"
        // Behind a front that speaks TLS, links have to lead back to the front.
        let scheme = request.headers[HTTPHeader("X-Forwarded-Proto")] == "https" ? "https" : "http"
        guard let url = URL(string: "\(scheme)://\(host)\(request.target.rawValue)") else {
            return FlyingFox.HTTPResponse(statusCode: .badRequest)
        }
        var fields = PatchbayCore.HTTPFields()
        for name in request.headers.keys {
            for value in request.headers.values(for: name) { fields.append(value, to: name.rawValue) }
        }
        let body = try await request.bodyData
        let incoming = PatchbayCore.HTTPRequest(
            method: .init(rawValue: request.method.rawValue), url: url, fields: fields,
            body: body.isEmpty ? nil : body)
        switch try await cloud.reply(to: incoming) {
        case .response(let response):
            recorder?.record(incoming, response, by: .simulator)
            var headers = HTTPHeaders()
            for field in response.fields where field.name.lowercased() != "content-length" {
                headers.addValue(field.value, for: HTTPHeader(field.name))
            }
            let status = HTTPStatusCode(response.status, phrase: "Status")
            return FlyingFox.HTTPResponse(statusCode: status, headers: headers, body: response.body)
        case .cutConnection:
            recorder?.record(incoming, nil, by: .simulator)
            // More is promised than comes: the connection ends in the middle of the answer.
            return FlyingFox.HTTPResponse(
                statusCode: .ok, body: HTTPBodySequence(from: Cut(), count: 1_000, suggestedBufferSize: 64))
        }
    }

    /// A body that breaks off.
    private struct Cut: AsyncBufferedSequence, Sendable {
        typealias Element = UInt8

        struct Broken: Error {}

        struct Iterator: AsyncBufferedIteratorProtocol {
            mutating func next() async throws -> UInt8? { throw Broken() }
            mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? { throw Broken() }
        }

        func makeAsyncIterator() -> Iterator { Iterator() }
    }
}
