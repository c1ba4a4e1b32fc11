// SPDX-License-Identifier: Apache-2.0
// Speaks to the app API as upstream's SDK does, with the $ that the page has loaded: what it sends, what
// it reads, and where it keeps what. It hides nothing: what came is given to the test as it is.
'use strict';

var cloud = {
  /** Set by `begin`. */
  address: null,
  apiKey: null,
  deviceId: null,

  begin: function (address, apiKey, deviceId) {
    cloud.address = address;
    cloud.apiKey = apiKey;
    // The plugin's answer is wrapped there, and goes through JSON.stringify like this.
    cloud.deviceId = new String(deviceId);
  },

  session: function () {
    var found = document.cookie.match(/monaca_cloud_session=([a-zA-Z0-9]+)/);
    return found ? found[1] : '';
  },

  keepSession: function (id) {
    document.cookie = 'monaca_cloud_session=' + id;
  },

  /** Becomes {result} or {error}, and {header}: the new session as the page could read it. */
  call: function (method, params) {
    params.__api_key = cloud.apiKey;
    params.__device = cloud.deviceId;
    if (cloud.session().length > 0) params.__session = cloud.session();
    return new Promise(function (resolve) {
      // jQuery's and Zepto's own defaults for the rest, the content type above all.
      $.ajax($.extend(true, {
        url: cloud.address,
        data: JSON.stringify({ jsonrpc: '2.0', method: method, params: params, id: '1' }),
        dataType: 'json',
        type: 'POST',
        timeout: 30000,
        success: function (reply, status, xhr) {
          var header = xhr.getResponseHeader('X-Set-Monaca-Cloud-Session');
          if (header) cloud.keepSession(header);
          if (reply.result && typeof reply.result.loginToken !== 'undefined') {
            localStorage.monacaCloudLoginToken = reply.result.loginToken;
          }
          resolve($.extend({ header: header }, reply));
        },
        error: function (xhr, status) {
          var codes = { timeout: -11, parsererror: -12 };
          resolve({ error: { code: codes[status] || -13, status: xhr.status } });
        }
      }, {}));
    });
  },

  autoLogin: function () {
    return cloud.call('User.autoLogin', { loginToken: localStorage.monacaCloudLoginToken || '' });
  },

  logout: function () {
    return cloud.call('User.logout', {}).then(function (reply) {
      if (typeof reply.error === 'undefined') {
        cloud.keepSession('');
        localStorage.removeItem('monacaCloudLoginToken');
      }
      return reply;
    });
  }
};

// Chromium keeps no cookies of file: pages; the web views of Cordova and Monaca were told to. This one
// keeps the last one, which is all there is.
if (location.protocol === 'file:') {
  Object.defineProperty(document, 'cookie', {
    get: function () { return localStorage.cookieOfTheFile || ''; },
    set: function (cookie) { localStorage.cookieOfTheFile = cookie; }
  });
}
