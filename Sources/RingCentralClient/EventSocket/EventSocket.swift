import PatchbayCore

/// Events over RingCentral's event socket: without a public address, for as long as you want, across every break.
///
/// ```swift
/// let socket = EventSocket(ringCentral, [.accountPresence()], over: connector)
/// try await socket.run { news in
///     switch news {
///     case .event(let event): take(event)
///     case .connected, .eventsMayBeLost: readEverything()
///     case .recovering(let trouble): print(trouble.message)
///     case .recovered: break
///     }
/// }
/// ```
///
/// A connection that breaks is taken up again within RingCentral's three minutes, and what was missed follows. Where that is not possible, the
/// subscription is made anew, and ``EventSocketNews/eventsMayBeLost(_:)`` says that everything has to be read once. The app needs the scope
/// WebSocketsSubscription.
///
/// Sources: RingCentral `notifications/websockets`.
public struct EventSocket: Sendable {
    private let client: RingCentral
    private let filters: [EventFilter]
    private let connector: any EventSocketConnector
    private let timing: EventSocketTiming

    /// An event socket. Nothing is sent before ``run(_:)``.
    ///
    /// - Parameters:
    ///   - client: fetches the passes. Its time and its jitter are used for every wait.
    ///   - filters: what to be told about.
    ///   - connector: opens the connections, with the WebSocket library of your choice.
    public init(
        _ client: RingCentral, _ filters: [EventFilter], over connector: any EventSocketConnector,
        timing: EventSocketTiming = EventSocketTiming()
    ) {
        self.client = client
        self.filters = filters
        self.connector = connector
        self.timing = timing
    }

    /// Holds the socket until the task is cancelled or it is no use to go on. Nothing is left open.
    ///
    /// - Parameter take: gets the news, one after the other. The next message is read when it has returned, so it may take its time, but
    ///   not many seconds: signs of life wait too.
    /// - Throws: `CancellationError`; ``PatchbayCore/ServiceError`` when the app or the person lacks a right or a filter is wrong, with the
    ///   remedy (SUB-528 where the scope is missing); ``PatchbayCore/AuthenticationError`` when the credential is refused; what `take` throws.
    public func run(_ take: (EventSocketNews) async throws -> Void) async throws {
        let session = EventSocketSession(filters: filters, timing: timing)
        try await withThrowingTaskGroup(of: Signal.self) { group in
            var shell = Shell(socket: self, session: session)
            do {
                try await shell.run(&group, take)
            } catch {
                // What was opened is closed, and so is what was being opened while all this ended.
                group.cancelAll()
                await shell.current?.connection.close()
                while let result = await group.nextResult() {
                    if case .success(.opened(let connection, _)) = result { await connection.close() }
                }
                throw error
            }
        }
    }

    /// What a piece of work ended in.
    fileprivate enum Signal: Sendable {
        case input(EventSocketSession.Input)
        case opened(any EventSocketConnection, Int)
        case alarm(Duration)
        case done
    }

    /// Works with an error that is not the task's own end.
    fileprivate func attempt(_ number: Int, _ work: () async throws -> Signal) async throws -> Signal {
        do {
            return try await work()
        } catch let error as CancellationError {
            throw error
        } catch {
            return .input(.failed(EventSocketFault(error), number))
        }
    }

    fileprivate func ask() async throws -> Signal {
        try await attempt(0) { .input(.pass(try await client.subscriptions.socketToken())) }
    }

    fileprivate func open(_ address: Secret, _ number: Int) async throws -> Signal {
        let (connector, time) = (connector, client.pipeline.configuration.time)
        return try await attempt(number) {
            let opened = try await withDeadline(timing.opening, time: time) {
                let connection = try await connector.connect(to: address)
                guard Task.isCancelled else { return connection }
                await connection.close()
                throw CancellationError()
            }
            return .opened(opened, number)
        }
    }

    /// Runs a session. Every wait is a child task of one group, so that cancelling reaches all of them.
    fileprivate struct Shell {
        typealias Work = ThrowingTaskGroup<Signal, any Error>

        let socket: EventSocket
        var session: EventSocketSession
        var current: (connection: any EventSocketConnection, number: Int)?
        /// The earliest moment at which a waiting task ends.
        var alarm: Duration?
        var time: TimeSource { socket.client.pipeline.configuration.time }

        mutating func run(_ group: inout Work, _ take: (EventSocketNews) async throws -> Void) async throws {
            try await feed(.tick, &group, take)
            while let signal = try await group.next() {
                switch signal {
                case .alarm(let due):
                    if alarm == due { alarm = nil }
                    try await feed(.tick, &group, take)
                case .input(let input):
                    try await feed(input, &group, take)
                    if case .arrived(let arrival, let number) = input { listen(after: arrival, number, &group) }
                case .opened(let connection, let number):
                    if session.phase == .opening, session.connection == number {
                        current = (connection, number)
                        try await feed(.opened(number), &group, take)
                        listen(after: .signOfLife, number, &group)
                    } else {
                        close(connection, &group)
                    }
                case .done: break
                }
            }
        }

        private mutating func feed(
            _ input: EventSocketSession.Input, _ group: inout Work, _ take: (EventSocketNews) async throws -> Void
        ) async throws {
            for action in session.take(input, at: time.now, jitter: socket.client.pipeline.configuration.jitter) {
                if case .tell(let news) = action { try await take(news) } else { try start(action, &group) }
            }
            guard let due = session.wakeAt, due < alarm ?? .seconds(Int64.max) else { return }
            alarm = due
            let time = time
            group.addTask {
                try await time.sleep(until: due)
                return .alarm(due)
            }
        }

        private mutating func start(_ action: EventSocketSession.Action, _ group: inout Work) throws {
            let socket = socket
            switch action {
            case .askForPass: group.addTask { try await socket.ask() }
            case .open(let address, let number): group.addTask { try await socket.open(address, number) }
            case .send(let text, let number):
                guard let connection = connection(number) else { return }
                group.addTask {
                    try await socket.attempt(number) {
                        try await connection.send(text)
                        return .done
                    }
                }
            case .askForLife(let text, let number):
                guard let connection = connection(number) else { return }
                group.addTask {
                    try await socket.attempt(number) {
                        if try await !connection.ping() { try await connection.send(text) }
                        return .done
                    }
                }
            case .close(let number):
                guard let connection = connection(number) else { return }
                current = nil
                close(connection, &group)
            case .giveUp(let error): throw error
            case .tell: return
            }
        }

        private func connection(_ number: Int) -> (any EventSocketConnection)? {
            current.flatMap { $0.number == number ? $0.connection : nil }
        }

        /// One message at a time: the next is read when this one has been dealt with.
        private func listen(after arrival: EventSocketArrival, _ number: Int, _ group: inout Work) {
            if case .closed = arrival { return }
            guard let connection = connection(number) else { return }
            let socket = socket
            group.addTask {
                try await socket.attempt(number) { .input(.arrived(try await connection.receive(), number)) }
            }
        }

        private func close(_ connection: any EventSocketConnection, _ group: inout Work) {
            group.addTask {
                await connection.close()
                return .done
            }
        }
    }
}
