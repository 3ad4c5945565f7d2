package import Foundation
import Synchronization

/// A small HTTP/1.1 server on 127.0.0.1 that misbehaves on request. The path says how (see ``LoopbackScript``), and the server
/// remembers what it saw, so that a check can ask whether a request arrived, how often, and how far it came.
///
/// One thread a connection: it is for a few hundred connections, and a thread may simply wait.
package final class LoopbackServer: Sendable {
    /// How far an exchange has come, in order.
    package enum Stage: Int, Comparable, Sendable {
        /// The request's head was read.
        case head
        /// Part of the request's body was read.
        case partOfBody
        /// The request was read.
        case request
        /// The answer's head was sent.
        case answerHead
        /// Part of the answer's body was sent.
        case partOfAnswer
        /// The answer was sent.
        case answer
        /// The client closed the connection before that.
        case hungUp

        /// Earlier first.
        package static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
    }

    /// One request as it arrived.
    package struct Visit: Sendable {
        /// The method.
        package var method = ""
        /// The target as it stood in the request line.
        package var target = ""
        /// The header fields as they stood there.
        package var fields: [(name: String, value: String)] = []
        /// The body, as far as it was read.
        package var body = Data()
        /// Which connection it came on, counting from 1.
        package var connection = 0
        /// How far it came.
        package var stage = Stage.head

        /// The values of a header field.
        package func values(of name: String) -> [String] {
            fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        }
    }

    /// The header field by which a check finds its request again.
    package static let tagField = "X-Visit"

    private struct State {
        var isStopping = false
        var connections: [Int: LoopbackSocket] = [:]
        var connectionCount = 0
        var visits: [Visit] = []
        var released: Set<String> = []
        var active = 0
        var mostActive = 0
    }

    /// The port on 127.0.0.1.
    package let port: Int
    private let listener: LoopbackSocket
    private let state = Mutex(State())
    private let threads = DispatchGroup()

    /// Starts a server at a free port.
    ///
    /// - Throws: `POSIXError` if this machine has no port left.
    package init() throws {
        listener = try LoopbackSocket.bound()
        try listener.listen()
        port = listener.port
        run("accept") { $0.acceptConnections() }
    }

    /// The address of a path.
    package func url(_ path: String, host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

    /// Every request so far.
    package var visits: [Visit] { state.withLock { $0.visits } }
    /// The requests with a tag.
    package func visits(tagged tag: String) -> [Visit] { visits.filter { $0.values(of: Self.tagField) == [tag] } }
    /// How many connections were opened so far.
    package var connectionCount: Int { state.withLock { $0.connectionCount } }
    /// How many requests were under way at once at most.
    package var mostActive: Int { state.withLock { $0.mostActive } }

    /// Waits until a tagged request has come so far; `false` if it did not within the time.
    package func wait(for tag: String, to reach: Stage, within limit: Duration = .seconds(10)) async -> Bool {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if visits(tagged: tag).contains(where: { $0.stage >= reach }) { return true }
            do { try await Task.sleep(for: .milliseconds(2)) } catch { return false }
        }
        return false
    }

    /// Lets a tagged request that hangs in its body go on.
    package func release(_ tag: String) { state.withLock { _ = $0.released.insert(tag) } }

    /// Ends every connection and every thread.
    package func stop() async {
        state.withLock { state in
            state.isStopping = true
            for socket in state.connections.values { socket.shutdown() }
        }
        await withCheckedContinuation { continuation in
            threads.notify(queue: .global()) { continuation.resume() }
        }
    }

    // MARK: - What the threads do

    var isStopping: Bool { state.withLock { $0.isStopping } }

    private func run(_ name: String, _ work: @escaping @Sendable (LoopbackServer) -> Void) {
        threads.enter()
        let thread = Thread {
            work(self)
            self.threads.leave()
        }
        thread.name = "loopback \(name)"
        thread.stackSize = 512 << 10
        thread.start()
    }

    private func acceptConnections() {
        while !isStopping {
            guard let socket = listener.accept(within: 50) else { continue }
            let number = state.withLock { state in
                state.connectionCount += 1
                state.connections[state.connectionCount] = socket
                return state.connectionCount
            }
            run("connection \(number)") { $0.serve(socket, number: number) }
        }
        listener.close()
    }

    private func serve(_ socket: LoopbackSocket, number: Int) {
        let connection = LoopbackConnection(socket: socket, server: self)
        while let head = connection.readHead() {
            let index = state.withLock { state in
                state.active += 1
                state.mostActive = max(state.mostActive, state.active)
                var visit = head
                visit.connection = number
                state.visits.append(visit)
                return state.visits.count - 1
            }
            let tag = head.values(of: Self.tagField).first ?? ""
            let script = LoopbackScript(
                connection: connection, head: head,
                note: { change in self.state.withLock { change(&$0.visits[index]) } },
                isReleased: { self.state.withLock { $0.isStopping || $0.released.contains(tag) } })
            let goesOn = script.run()
            state.withLock { $0.active -= 1 }
            guard goesOn else { break }
        }
        // Taken out first: `stop` must not touch a descriptor that may already belong to somebody else.
        state.withLock { $0.connections[number] = nil }
        socket.close()
    }
}
