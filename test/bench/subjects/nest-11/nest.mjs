import { Controller, Get, Inject, Injectable, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** The NestJS 11 that lies in this folder. */
export const nest = { Controller, Get, Inject, Injectable, Module, NestFactory, Param };
