// SPDX-License-Identifier: Apache-2.0
import { EventEmitter, once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** A mail server that takes everything; emits "mail" with the text of each. */
export class MailSink extends EventEmitter {
    private readonly server: Server = createServer((socket) => void this.take(socket));

    static async start(): Promise<MailSink> {
        const sink = new MailSink();
        await once(sink.server.listen(0, "127.0.0.1"), "listening");
        return sink;
    }

    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    /** The mail that comes next. */
    async next(): Promise<string> {
        const [mail] = (await once(this, "mail")) as [string];
        return mail;
    }

    close(): void {
        this.server.close();
    }

    private async take(socket: Socket): Promise<void> {
        const say = (line: string) => socket.write(`${line}\r\n`);
        let mail: string[] | null = null;
        say("220 sink");
        for await (const line of createInterface({ input: socket })) {
            if (mail !== null && line !== ".") {
                mail.push(line);
            } else if (mail !== null) {
                this.emit("mail", mail.join("\n"));
                mail = null;
                say("250 taken");
            } else if (/^DATA/i.test(line)) {
                mail = [];
                say("354 go on");
            } else if (/^QUIT/i.test(line)) {
                say("221 bye");
                socket.end();
            } else {
                say("250 sink");
            }
        }
    }
}
