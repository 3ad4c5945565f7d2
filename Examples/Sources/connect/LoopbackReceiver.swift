import ExampleSupport
import FlyingFox
import FlyingSocks
import Foundation
import GraphClient
import PatchbayCore

/// Waits on this machine for what the browser brings back from a sign-in page, and takes exactly one answer.
///
/// Microsoft's code comes as a posted form, so that it is in no address bar and no history; one that comes in an address is refused.
/// RingCentral knows the address only. Sources: RFC 8252; microsoft-authentication-library-for-python `oauth2cli/authcode.py`.
enum LoopbackReceiver {
    /// What came back.
    enum Incoming: Sendable {
        case form(Data)
        case address(URL)
    }

    /// How long a person may take.
    static let limit = Duration.seconds(300)

    /// Signs in to Microsoft. The port is a free one; the registration names `http://localhost` without a port, and Entra does not compare it.
    static func receive(
        console: Console, _ begin: (String) async throws -> (BrowserSignIn, BrowserSignIn.Attempt)
    ) async throws -> SignedInAccount? {
        var begun: (signIn: BrowserSignIn, attempt: BrowserSignIn.Attempt)?
        let answer = try await wait(console: console) { port in
            let (signIn, attempt) = try await begin("http://localhost:\(port)")
            begun = (signIn, attempt)
            return attempt.url
        }
        guard let begun else { return nil }
        switch answer {
        case .form(let data): return try await begun.signIn.finish(RedirectAnswer(form: data), begun.attempt)
        case .address(let url): return try await begun.signIn.finish(RedirectAnswer(url: url), begun.attempt)
        }
    }

    /// Opens a page in the browser and waits for the answer.
    ///
    /// - Parameters:
    ///   - port: where to wait; 0 for any free one.
    ///   - takesAddress: whether a code may come in an address.
    ///   - page: gives the address of the page, when the port is known.
    static func wait(
        console: Console, port: UInt16 = 0, path: String = "/", takesAddress: Bool = false,
        page: (UInt16) async throws -> URL
    ) async throws -> Incoming {
        let (answers, feed) = AsyncStream.makeStream(of: Incoming.self, bufferingPolicy: .bufferingOldest(1))
        let server = HTTPServer(
            address: try sockaddr_in.inet(ip4: "127.0.0.1", port: port), timeout: 15, logger: .disabled)
        await server.appendRoute("*") { request in
            try await Self.page(for: request, path: path, takesAddress: takesAddress, feed)
        }
        let serving = Task { try await server.run() }
        defer { serving.cancel() }
        do { try await server.waitUntilListening() } catch is CancellationError { throw CancellationError() } catch {
            throw noPort(port)
        }
        guard case .ip4(_, let actual) = await server.listeningAddress else { throw noPort(port) }
        let address = try await page(actual)
        console.warn("Opening the sign-in page in your browser. If nothing opens, open this address:\n\(address)\n")
        BrowserWindow.open(address)
        let answer = try await withThrowingTaskGroup(of: Incoming?.self) { group in
            group.addTask {
                for await answer in answers { return answer }
                return nil
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let answer = first else {
                throw ConfigurationError(
                    "Nobody signed in within five minutes.",
                    remedy: "Begin again. Who is no administrator is kept on the sign-in page; then nothing comes back."
                )
            }
            return answer
        }
        await server.stop(timeout: 1)
        return answer
    }

    private static func noPort(_ port: UInt16) -> ConfigurationError {
        ConfigurationError(
            port == 0 ? "No port can be opened on 127.0.0.1." : "Port \(port) cannot be opened on 127.0.0.1.",
            remedy: port == 0 ? "Use --device-code." : "End what uses it, or register another address.")
    }

    private static func page(
        for request: FlyingFox.HTTPRequest, path: String, takesAddress: Bool,
        _ feed: AsyncStream<Incoming>.Continuation
    ) async throws -> FlyingFox.HTTPResponse {
        guard request.path == path else { return FlyingFox.HTTPResponse(statusCode: .notFound) }
        switch request.method {
        case .POST where !takesAddress:
            guard request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else {
                return FlyingFox.HTTPResponse(statusCode: .unsupportedMediaType)
            }
            let body = try await request.bodyData
            guard body.count <= 64 * 1024 else { return FlyingFox.HTTPResponse(statusCode: .payloadTooLarge) }
            guard RedirectAnswer(form: body).isAnswer else {
                return text("This is not the answer of a sign-in page.", .badRequest)
            }
            feed.yield(.form(body))
            feed.finish()
            return text("Thank you. You can close this window and go back to the program.")
        case .GET:
            let url = URL(string: "http://localhost\(request.target.rawValue)")
            // An error may come in the address; a code may only where the service knows no other way.
            if let url, request.query["error"] != nil {
                feed.yield(.address(url))
                feed.finish()
                return text("The sign-in did not succeed. The program says why.")
            }
            if let url, takesAddress, request.query["code"] != nil, request.query["state"] != nil {
                feed.yield(.address(url))
                feed.finish()
                return text("Thank you. You can close this window and go back to the program.")
            }
            return text("This page waits for a sign-in.", .badRequest)
        default: return FlyingFox.HTTPResponse(statusCode: .methodNotAllowed)
        }
    }

    /// Nothing that came in is ever shown, so there is nothing to escape.
    private static func text(_ text: String, _ status: HTTPStatusCode = .ok) -> FlyingFox.HTTPResponse {
        FlyingFox.HTTPResponse(
            statusCode: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: Data("<!doctype html><title>Patchbay</title><p>\(text)</p>".utf8))
    }
}

/// The browser of this machine.
enum BrowserWindow {
    /// Whether there is likely one: not over SSH without a display.
    static var isThere: Bool {
        #if os(macOS)
            return ProcessInfo.processInfo.environment["SSH_CONNECTION"] == nil
        #else
            let environment = ProcessInfo.processInfo.environment
            return environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil
        #endif
    }

    /// Opens an address, if there is a program for it; the address was shown before.
    static func open(_ url: URL) {
        #if os(macOS)
            let programs = ["/usr/bin/open"]
        #else
            let programs = ["/usr/bin/xdg-open", "/usr/local/bin/xdg-open"]
        #endif
        guard isThere, let program = programs.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            return
        }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [url.absoluteString]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try? process.run()
    }
}
